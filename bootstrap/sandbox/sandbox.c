#include "bootstrap/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sched.h>

/* From linux/seccomp.h, which not every C library has. */
enum { MODE_FILTER = 2 };

/* Mounts a /proc that shows only the processes of the new PID namespace. */
static const char *mount_proc(const struct sandbox *sandbox)
{
    if (!(sandbox->namespaces & CLONE_NEWNS))
        return NULL;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return "cannot make the mounts private";
    if (sandbox->namespaces & CLONE_NEWPID &&
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
              NULL) != 0)
        return "cannot mount /proc";
    return NULL;
}

/* Without root the remaining steps are allowed only inside the user namespace.
 * Entering it resets the dumpable flag of the memory that we share. */
static const char *enter_namespaces(const struct sandbox *sandbox)
{
    if (!sandbox->namespace_fds)
        return NULL;
    if (sandbox->namespace_fds->users >= 0) {
        if (setns(sandbox->namespace_fds->users, CLONE_NEWUSER) != 0)
            return "cannot enter a user namespace";
        (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    }
    if (sandbox->network &&
        setns(sandbox->namespace_fds->network, CLONE_NEWNET) != 0)
        return "cannot enter the network namespace";
    if (sandbox->ipc && unshare(CLONE_NEWIPC) != 0)
        return "cannot create an IPC namespace";
    return NULL;
}

/* The rule set grants the old /proc; grant the new one as well. */
static const char *grant_new_proc(const struct sandbox *sandbox)
{
    struct error err;

    if (sandbox->landlock_rules < 0 || !sandbox->landlock_config ||
        !(sandbox->namespaces & CLONE_NEWPID))
        return NULL;
    int fd = open("/proc", O_PATH | O_CLOEXEC);
    bool ok = fd >= 0 &&
              landlock_allow(sandbox->landlock_rules, sandbox->landlock_config,
                             fd, ACCESS_READ, &err);
    int error = errno;
    (void)close(fd);
    errno = error;
    return ok ? NULL : "cannot grant the new /proc";
}

static const char *set_limits(const struct sandbox *sandbox)
{
    for (size_t i = 0; i < sandbox->limit_count; i++) {
        struct rlimit old;
        const struct sandbox_rlimit *l = &sandbox->limits[i];
        struct rlimit new = {.rlim_cur = l->soft, .rlim_max = l->hard};
        if (syscall(SYS_prlimit64, 0, l->resource, NULL, &old) != 0)
            return "cannot read a limit";
        if (new.rlim_max > old.rlim_max)
            new.rlim_max = old.rlim_max;
        if (new.rlim_cur > new.rlim_max)
            new.rlim_cur = new.rlim_max;
        if (syscall(SYS_prlimit64, 0, l->resource, &new, NULL) != 0)
            return "cannot set a limit";
    }
    return NULL;
}

/* Raw system calls: the library's functions would signal all threads of the
 * process whose memory we share, the bootstrap. */
static const char *change_user(const struct sandbox *sandbox)
{
    if (sandbox->uid == 0)
        return NULL;
    if (syscall(SYS_setgroups, (size_t)0, NULL) != 0 ||
        syscall(SYS_setresgid, sandbox->uid, sandbox->uid, sandbox->uid) != 0 ||
        syscall(SYS_setresuid, sandbox->uid, sandbox->uid, sandbox->uid) != 0)
        return "cannot change the uid";
    /* The change of uid reset the flag of the memory that we share. */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return NULL;
}

static const char *set_filter(const struct sandbox *sandbox)
{
    if (!sandbox->filter)
        return NULL;
    const struct seccomp_program program = {
        .count = (unsigned short)sandbox->filter->count,
        .steps = sandbox->filter->steps};
    if (prctl(PR_SET_SECCOMP, MODE_FILTER, &program, 0, 0) != 0)
        return "cannot set the filter of system calls";
    return NULL;
}

const char *sandbox_apply(const struct sandbox *sandbox)
{
    const char *step = NULL;

    if (sandbox->group && !cgroup_join(sandbox->group))
        step = "cannot join its control group";
    step = step ? step : mount_proc(sandbox);
    step = step ? step : grant_new_proc(sandbox);
    step = step ? step : enter_namespaces(sandbox);
    step = step ? step : mounts_apply(&sandbox->mounts);
    step = step ? step : set_limits(sandbox);
    step = step ? step : change_user(sandbox);
    if (step)
        return step;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return "cannot set no_new_privs";
    if (sandbox->landlock_rules >= 0 &&
        !landlock_restrict_self(sandbox->landlock_rules))
        return "cannot apply the Landlock rules";
    return set_filter(sandbox);
}
