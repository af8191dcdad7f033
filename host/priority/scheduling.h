/* scheduling.h - lets a thread run before others that want the CPU: by a nice
 * value of -10 where the system allows that (CAP_SYS_NICE), and by a short
 * slice (sched(7)). One with a short slice runs sooner, and since Linux 6.12 it
 * interrupts one with a longer slice. Older kernels know no slices. */
#ifndef DAYFLY_HOST_PRIORITY_SCHEDULING_H
#define DAYFLY_HOST_PRIORITY_SCHEDULING_H

#include <sys/types.h>

/* A thread, and what it had before. */
struct scheduling {
    pid_t thread; /* its id; -1: it was left as it is */
    int nice;
    int given; /* the nice value instead */
};

/* This thread, unless somebody has given it a nice value of their own. What it
 * starts is as usual: nice 0, and no short slice. */
void scheduling_raise_own(void);
/* Another one, to the nice value of this thread; what it starts, as above. One
 * of another class than SCHED_OTHER is left as it is. */
void scheduling_raise(struct scheduling *before, pid_t thread);
/* Leaves a thread that has not what it was given. */
void scheduling_restore(const struct scheduling *before);

#endif
