#include "bootstrap/os/self_check.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Those that a bootstrap can feel. */
static const struct {
    int which; /* RLIMIT_… */
    const char *name;
} limits[SELF_STATE_LIMITS] = {
    {RLIMIT_NOFILE, "RLIMIT_NOFILE"}, {RLIMIT_CPU, "RLIMIT_CPU"},
    {RLIMIT_FSIZE, "RLIMIT_FSIZE"},   {RLIMIT_DATA, "RLIMIT_DATA"},
    {RLIMIT_STACK, "RLIMIT_STACK"},   {RLIMIT_AS, "RLIMIT_AS"},
    {RLIMIT_NPROC, "RLIMIT_NPROC"},   {RLIMIT_CORE, "RLIMIT_CORE"},
};

/* The system call itself: each C library has another type for `which`. */
void self_state_save(struct self_state *t)
{
    /* musl's own sched_getscheduler does not ask the kernel. */
    *t = (struct self_state){.nice = getpriority(PRIO_PROCESS, 0),
                             .policy = (int)syscall(SYS_sched_getscheduler, 0),
                             .parent = getppid()};
    for (size_t i = 0; i < COUNT(limits); i++)
        (void)syscall(SYS_prlimit64, 0, limits[i].which, NULL, &t->limits[i]);
    (void)sched_getaffinity(0, sizeof t->cpus, &t->cpus);
}

static bool told(struct error *f, const char *what)
{
    return error_set(f,
                     "Dayfly.Tampered: somebody has changed %s of the "
                     "bootstrap; a handler of the same user can",
                     what);
}

static bool compare(const struct self_state *t, struct error *f)
{
    struct self_state now;

    self_state_save(&now);
    for (size_t i = 0; i < COUNT(limits); i++)
        if (now.limits[i].rlim_cur != t->limits[i].rlim_cur ||
            now.limits[i].rlim_max != t->limits[i].rlim_max)
            return told(f, limits[i].name);
    if (now.nice != t->nice || now.policy != t->policy)
        return told(f, "the priority");
    if (memcmp(&now.cpus, &t->cpus, sizeof now.cpus) != 0)
        return told(f, "the CPUs");
    if (now.parent != t->parent)
        return told(f, "the parent");
    return true;
}

bool self_state_check(struct self_state *t, struct error *f)
{
    if (!*t->found.text && compare(t, &t->found))
        return true;
    *f = t->found;
    return false;
}
