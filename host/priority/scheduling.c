#include "host/priority/scheduling.h"

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    RAISED_NICE = -10,
    SHORT_NS = 100000, /* the least that the kernel takes */
    RESET_ON_FORK = 1, /* SCHED_FLAG_RESET_ON_FORK */
};

/* struct sched_attr of the kernel, in its first size. C libraries have it from
 * glibc 2.41 on. */
struct attributes {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime_ns;
    uint64_t deadline_ns;
    uint64_t period_ns;
};

static bool set(pid_t thread, int nice, uint64_t runtime_ns)
{
    const struct attributes attributes = {.size = sizeof attributes,
                                          .policy = SCHED_OTHER,
                                          .flags = RESET_ON_FORK,
                                          .nice = nice,
                                          .runtime_ns = runtime_ns};

    return syscall(SYS_sched_setattr, thread, &attributes, 0) == 0;
}

static bool get(pid_t thread, struct attributes *is)
{
    return syscall(SYS_sched_getattr, thread, is, sizeof *is, 0) == 0 &&
           is->policy == SCHED_OTHER;
}

/* Returns the nice value that it has then. */
static int raise_to(pid_t thread, int nice, int raised)
{
    if (raised < nice && set(thread, raised, SHORT_NS))
        return raised;
    (void)set(thread, nice, SHORT_NS);
    return nice;
}

void scheduling_raise_own(void)
{
    int nice = getpriority(PRIO_PROCESS, 0);

    (void)raise_to(0, nice, nice == 0 ? RAISED_NICE : nice);
}

void scheduling_raise(struct scheduling *before, pid_t thread)
{
    struct attributes is;

    *before = (struct scheduling){.thread = -1};
    if (!get(thread, &is))
        return;
    *before = (struct scheduling){.thread = thread, .nice = is.nice};
    before->given = raise_to(thread, is.nice, getpriority(PRIO_PROCESS, 0));
}

/* Its id may be another thread's by now, of any process of the machine. What
 * somebody else has given it stays, and is noticed. */
void scheduling_restore(const struct scheduling *before)
{
    struct attributes is;

    if (before->thread >= 0 && get(before->thread, &is) &&
        is.nice == before->given && is.runtime_ns <= SHORT_NS)
        (void)set(before->thread, before->nice, 0);
}
