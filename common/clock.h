/* clock.h - wall clock and monotonic clock. The platform gives deadlines by the
 * wall clock; timeouts here use the monotonic one. */
#ifndef DAYFLY_COMMON_CLOCK_H
#define DAYFLY_COMMON_CLOCK_H

#include <stdint.h>
#include <sys/types.h>

/* Milliseconds since the epoch, UTC. */
int64_t clock_wall_ms(void);
/* The same in microseconds. */
int64_t clock_wall_us(void);
/* Microseconds since the epoch by the kernel's coarse clock, the one of file
 * timestamps; it advances by several milliseconds at a time. */
int64_t clock_stamp_us(void);
/* Milliseconds since an arbitrary point in time; never set back. */
int64_t clock_mono_ms(void);
/* The same in microseconds. */
int64_t clock_mono_us(void);

/* CPU time in microseconds that all threads of a process have used; 0 if the
 * process no longer exists. */
int64_t clock_cpu_us(pid_t pid);

/* "2026-11-21T03:15:03.123Z", 24 characters and a NUL. */
enum { CLOCK_TEXT_SIZE = 25 };
void clock_text(int64_t wall_ms, char text[CLOCK_TEXT_SIZE]);

#endif
