/* without - runs a program as on a poorer kernel:
 *
 *     without [landlock] [seccomp] [namespaces] [brothers] [user=N] PROGRAM
 * WORDS...
 *
 * A filter of ours answers the calls of what is to be missing as a kernel
 * without it does. */
#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STEP(c, t, e, v)                                                       \
    (struct sock_filter)                                                       \
    {                                                                          \
        .code = (c), .jt = (t), .jf = (e), .k = (v)                            \
    }

static struct sock_filter steps[32];
static unsigned short count;

static void add(struct sock_filter step)
{
    steps[count++] = step;
}

static void load(size_t at)
{
    add(STEP(BPF_LD | BPF_W | BPF_ABS, 0, 0, (unsigned)at));
}

static void refuse(int number, int error)
{
    load(offsetof(struct seccomp_data, nr));
    add(STEP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (unsigned)number));
    add(STEP(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | (unsigned)error));
}

/* If its first argument passes the test: BPF_JEQ or BPF_JSET with the value. */
static void refuse_if(int number, unsigned short test, unsigned value,
                      int error)
{
    load(offsetof(struct seccomp_data, nr));
    add(STEP(BPF_JMP | BPF_JEQ | BPF_K, 0, 3, (unsigned)number));
    load(offsetof(struct seccomp_data, args[0]));
    add(STEP((unsigned short)(BPF_JMP | test | BPF_K), 0, 1, value));
    add(STEP(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | (unsigned)error));
}

static int take(const char *word)
{
    if (!strcmp(word, "landlock")) {
        refuse(SYS_landlock_create_ruleset, ENOSYS);
    } else if (!strcmp(word, "seccomp")) {
        refuse(SYS_seccomp, ENOSYS);
        refuse_if(SYS_prctl, BPF_JEQ, PR_SET_SECCOMP, EINVAL);
    } else if (!strcmp(word, "namespaces")) {
        refuse(SYS_unshare, EPERM);
        refuse(SYS_setns, EPERM);
    } else if (!strcmp(word, "brothers")) {
        refuse_if(SYS_clone, BPF_JSET, CLONE_PARENT, EPERM);
    } else if (!strncmp(word, "user=", 5)) {
        gid_t id = (gid_t)atoi(word + 5);
        if (setgroups(0, NULL) || setresgid(id, id, id) ||
            setresuid(id, id, id))
            return perror("without: user"), 0;
    } else {
        return 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    int i = 1;

    (void)argc;
    while (argv[i] && argv[i][0] != '/' && take(argv[i]))
        i++;
    add(STEP(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW));
    struct sock_fprog program = {.len = count, .filter = steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        return perror("without"), 1;
    execv(argv[i], argv + i);
    return perror(argv[i]), 127;
}
