#include "bootstrap/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sched.h>

/* linux/seccomp.h, which not every C library has. */
enum { MODE_FILTER = 2 };

/* The new namespace's /proc shows only who lives in it. */
static const char *enter_namespaces(const struct sandbox *w)
{
    if (!(w->namespaces & CLONE_NEWNS))
        return NULL;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return "cannot make the mounts its own";
    if (w->namespaces & CLONE_NEWPID &&
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
              NULL) != 0)
        return "cannot mount /proc";
    return NULL;
}

/* Who is root nowhere else may do the rest only in that user namespace; the
 * kernel sets anew for the memory we share whether others may look into it. */
static const char *enter_spaces(const struct sandbox *w)
{
    if (!w->spaces)
        return NULL;
    if (w->spaces->users >= 0) {
        if (setns(w->spaces->users, CLONE_NEWUSER) != 0)
            return "cannot enter a user namespace";
        (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    }
    if (w->network && setns(w->spaces->network, CLONE_NEWNET) != 0)
        return "cannot enter a network of its own";
    if (w->ipc && unshare(CLONE_NEWIPC) != 0)
        return "cannot have IPC of its own";
    return NULL;
}

/* The rules grant the /proc there was when they were made, not this one. */
static const char *grant_new_proc(const struct sandbox *w)
{
    struct error why;

    if (w->rules < 0 || !w->wants || !(w->namespaces & CLONE_NEWPID))
        return NULL;
    int fd = open("/proc", O_PATH | O_CLOEXEC);
    bool ok =
        fd >= 0 && landlock_allow(w->rules, w->wants, fd, ACCESS_READ, &why);
    int error = errno;
    (void)close(fd);
    errno = error;
    return ok ? NULL : "cannot grant the new /proc";
}

static const char *set_limits(const struct sandbox *w)
{
    for (size_t i = 0; i < w->limit_count; i++) {
        struct rlimit old;
        const struct sandbox_rlimit *l = &w->limits[i];
        struct rlimit new = {.rlim_cur = l->most, .rlim_max = l->hard};
        if (syscall(SYS_prlimit64, 0, l->which, NULL, &old) != 0)
            return "cannot read a limit";
        if (new.rlim_max > old.rlim_max)
            new.rlim_max = old.rlim_max;
        if (new.rlim_cur > new.rlim_max)
            new.rlim_cur = new.rlim_max;
        if (syscall(SYS_prlimit64, 0, l->which, &new, NULL) != 0)
            return "cannot set a limit";
    }
    return NULL;
}

/* The system calls themselves: the library's would ask all threads of the
 * process whose memory we are in, which is the bootstrap. */
static const char *change_user(const struct sandbox *w)
{
    if (w->uid == 0)
        return NULL;
    if (syscall(SYS_setgroups, (size_t)0, NULL) != 0 ||
        syscall(SYS_setresgid, w->uid, w->uid, w->uid) != 0 ||
        syscall(SYS_setresuid, w->uid, w->uid, w->uid) != 0)
        return "cannot change to its own user";
    /* The kernel has set this anew for the memory we share. */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return NULL;
}

static const char *set_filter(const struct sandbox *w)
{
    if (!w->filter)
        return NULL;
    const struct seccomp_program program = {
        .count = (unsigned short)w->filter->count, .steps = w->filter->steps};
    if (prctl(PR_SET_SECCOMP, MODE_FILTER, &program, 0, 0) != 0)
        return "cannot set the filter of system calls";
    return NULL;
}

const char *sandbox_apply(const struct sandbox *w)
{
    const char *step = NULL;

    if (w->group && !cgroup_join(w->group))
        step = "cannot join its control group";
    step = step ? step : enter_namespaces(w);
    step = step ? step : grant_new_proc(w);
    step = step ? step : enter_spaces(w);
    step = step ? step : set_limits(w);
    step = step ? step : change_user(w);
    if (step)
        return step;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return "cannot give up privileges";
    if (w->rules >= 0 && !landlock_restrict_self(w->rules))
        return "cannot enter the Landlock rules";
    return set_filter(w);
}
