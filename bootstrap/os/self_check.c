#include "bootstrap/os/self_check.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The limits that can affect a bootstrap. */
static const struct {
    int which; /* RLIMIT_… */
    const char *name;
} limits[SELF_STATE_LIMITS] = {
    {RLIMIT_NOFILE, "RLIMIT_NOFILE"}, {RLIMIT_CPU, "RLIMIT_CPU"},
    {RLIMIT_FSIZE, "RLIMIT_FSIZE"},   {RLIMIT_DATA, "RLIMIT_DATA"},
    {RLIMIT_STACK, "RLIMIT_STACK"},   {RLIMIT_AS, "RLIMIT_AS"},
    {RLIMIT_NPROC, "RLIMIT_NPROC"},   {RLIMIT_CORE, "RLIMIT_CORE"},
};

enum { IO_PRIORITY_OF_PROCESS = 1 };

/* Without the flag that dayfly's host sets when it lets a process go first. */
static int policy_of(pid_t pid)
{
    /* musl's sched_getscheduler does not ask the kernel. */
    return (int)syscall(SYS_sched_getscheduler, pid) & ~SCHED_RESET_ON_FORK;
}

/* The raw system call: C libraries differ in the type of `which`. */
void self_state_save_of(struct self_state *self, pid_t pid, const char *name)
{
    *self =
        (struct self_state){.pid = pid,
                            .name = name,
                            .nice = getpriority(PRIO_PROCESS, (id_t)pid),
                            .policy = policy_of(pid),
                            .io_priority = (int)syscall(
                                SYS_ioprio_get, IO_PRIORITY_OF_PROCESS, pid),
                            .parent = pid ? 0 : getppid()};
    for (size_t i = 0; i < COUNT(limits); i++)
        (void)syscall(SYS_prlimit64, pid, limits[i].which, NULL,
                      &self->limits[i]);
    (void)sched_getaffinity(pid, sizeof self->cpus, &self->cpus);
}

/* dayfly's host may let it go first just now. */
void self_state_renew(struct self_state *self)
{
    int nice = self->nice;

    self_state_save_of(self, self->pid, self->name);
    if (self->nice < nice)
        self->nice = nice;
}

void self_state_save(struct self_state *self)
{
    self_state_save_of(self, 0, "the bootstrap");
}

static bool fail_changed(struct error *err, const struct self_state *self,
                         const char *what)
{
    return error_set(err,
                     "Dayfly.Tampered: another process changed %s of %s; a "
                     "handler that runs as the same user can do that",
                     what, self->name);
}

static bool limit_differs(const struct rlimit *now, const struct rlimit *then,
                          bool may_rise)
{
    return now->rlim_max != then->rlim_max ||
           (may_rise ? now->rlim_cur < then->rlim_cur
                     : now->rlim_cur != then->rlim_cur);
}

/* NULL: nothing has changed. */
static const char *find_change(const struct self_state *self, bool may_rise)
{
    struct self_state now;

    self_state_save_of(&now, self->pid, self->name);
    for (size_t i = 0; i < COUNT(limits); i++)
        if (limit_differs(&now.limits[i], &self->limits[i], may_rise))
            return limits[i].name;
    if (now.nice > self->nice || now.policy != self->policy)
        return "the priority";
    if (now.io_priority != self->io_priority)
        return "the I/O priority";
    if (memcmp(&now.cpus, &self->cpus, sizeof now.cpus) != 0)
        return "the CPUs";
    return now.parent != self->parent ? "the parent" : NULL;
}

static bool compare(const struct self_state *self, struct error *err)
{
    const char *what = find_change(self, false);

    return !what || fail_changed(err, self, what);
}

bool self_state_check_start(const struct self_state *self, struct error *err)
{
    const char *what = find_change(self, true);

    return !what ||
           error_set(err,
                     "%s of %s changed while it started; the module or another "
                     "process of its user did that",
                     what, self->name);
}

bool self_state_check(struct self_state *self, struct error *err)
{
    if (!*self->found.text && compare(self, &self->found))
        return true;
    *err = self->found;
    return false;
}
