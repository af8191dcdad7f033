#include "bridge/template/process_state.h"

#include <errno.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "bridge/template/proc.h"
#include "bridge/template/system_call.h"

extern const char *gnu_get_libc_version(void) __attribute__((weak));

static bool has_children(void)
{
    siginfo_t info;
    int options = WEXITED | WNOHANG | WNOWAIT | __WALL;
    return SYS(SYS_waitid, P_ALL, 0, &info, options, NULL) != -ECHILD;
}

/* Timers of timer_create(), where the kernel has the list, and of setitimer().
 */
static bool has_timers(void)
{
    for (int which = ITIMER_REAL; which <= ITIMER_PROF; which++) {
        struct itimerval timer = {.it_value = {0}};
        SYS(SYS_getitimer, which, &timer);
        if (timer.it_value.tv_sec || timer.it_value.tv_usec)
            return true;
    }
    char byte;
    int fd = proc_open("/proc/self/timers");
    if (fd < 0)
        return false;
    long size = SYS(SYS_read, fd, &byte, 1);
    SYS(SYS_close, fd);
    return size > 0;
}

/* The new thread of a copy would have an empty one. */
static bool has_shadow_stack(void)
{
#if defined(__x86_64__)
    enum { ARCH_SHSTK_STATUS = 0x5005 };
    unsigned long features = 0;
    return SYS(SYS_arch_prctl, ARCH_SHSTK_STATUS, &features) == 0 && features;
#else
    return false;
#endif
}

bool process_state_check(struct line *why)
{
    if (!gnu_get_libc_version)
        line_add(why, "a C library other than glibc");
    else if (has_children())
        line_add(why, "a process that it has started");
    else if (has_timers())
        line_add(why, "a timer of the process");
    else if (has_shadow_stack())
        line_add(why, "shadow stacks");
    return !why->length;
}
