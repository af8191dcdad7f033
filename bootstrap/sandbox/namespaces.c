#include "bootstrap/sandbox/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fd.h"

enum { STACK_BYTES = 64 * 1024, MAP_SIZE = 64 };

/* Shared with the child that creates the namespaces: it runs in our memory,
 * with our descriptors, while we wait. */
struct making {
    struct namespaces *namespaces;
    bool network;
    bool users;
    char uid_map[MAP_SIZE];
    char gid_map[MAP_SIZE];
    const char *step; /* the step that failed, or NULL */
    int error;
};

static bool write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool ok = fd >= 0 && write(fd, text, strlen(text)) > 0;
    int error = errno;

    if (fd >= 0)
        (void)close(fd);
    errno = error;
    return ok;
}

static int fail(struct making *m, const char *step)
{
    m->step = step;
    m->error = errno;
    return 1;
}

/* Runs in the new namespaces and opens descriptors of them for us. The user
 * namespace maps our own uid and gid only, and setgroups is denied. */
static int make(void *arg)
{
    struct making *m = arg;
    struct namespaces *namespaces = m->namespaces;

    if (m->users && (!write_file("/proc/self/setgroups", "deny") ||
                     !write_file("/proc/self/uid_map", m->uid_map) ||
                     !write_file("/proc/self/gid_map", m->gid_map)))
        return fail(m, "cannot write the uid and gid maps of a user namespace");
    if (m->users)
        namespaces->users = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
    if (m->network)
        namespaces->network = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if ((m->users && namespaces->users < 0) ||
        (m->network && namespaces->network < 0))
        return fail(m, "cannot open a namespace");
    return 0;
}

static pid_t start(struct making *m, int flags)
{
    sigset_t all;
    sigset_t before;

    char *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED)
        return -1;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, &before);
    pid_t pid = clone(make, stack + STACK_BYTES, flags, m);
    int error = errno;
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    (void)munmap(stack, STACK_BYTES);
    errno = error;
    return pid;
}

void namespaces_open(struct namespaces *namespaces, bool network)
{
    struct making m = {
        .namespaces = namespaces, .network = network, .users = geteuid() != 0};
    siginfo_t info;

    if (!m.users && !network) {
        namespaces->ready = true;
        return;
    }
    (void)snprintf(m.uid_map, MAP_SIZE, "%u %u 1", geteuid(), geteuid());
    (void)snprintf(m.gid_map, MAP_SIZE, "%u %u 1", getegid(), getegid());
    pid_t pid = start(&m, CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD |
                              (m.users ? CLONE_NEWUSER : 0) |
                              (network ? CLONE_NEWNET : 0));
    if (pid < 0) {
        (void)error_set_errno(&namespaces->error, "cannot make a namespace");
        return;
    }
    (void)waitid(P_PID, (id_t)pid, &info, WEXITED);
    errno = m.error;
    if (m.step) {
        (void)error_set_errno(&namespaces->error, "%s", m.step);
        namespaces_close(namespaces);
    }
    namespaces->ready = !m.step;
}

void namespaces_close(struct namespaces *namespaces)
{
    fd_close(&namespaces->network);
    fd_close(&namespaces->users);
    namespaces->ready = false;
}
