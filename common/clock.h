/* clock.h - the two clocks. Deadlines of the platform are wall clock; waits
 * here run on the monotonic one. All in milliseconds. */
#ifndef DAYFLY_COMMON_CLOCK_H
#define DAYFLY_COMMON_CLOCK_H

#include <stdint.h>
#include <sys/types.h>

/* Milliseconds since the epoch, UTC. */
int64_t clock_wall_ms(void);
/* Microseconds of the same clock as the kernel stamps files by, which goes in
 * ticks. */
int64_t clock_stamp_us(void);
/* Milliseconds since some fixed moment; never jumps. */
int64_t clock_mono_ms(void);
/* The same in microseconds, for accounts of a few milliseconds. */
int64_t clock_mono_us(void);

/* CPU time a process has used so far, all its threads; 0 when that cannot be
 * known any more. */
int64_t clock_cpu_us(pid_t pid);

/* "2026-11-21T03:15:03.123Z", 24 characters and a NUL. */
enum { CLOCK_TEXT_SIZE = 25 };
void clock_text(int64_t wall_ms, char text[CLOCK_TEXT_SIZE]);

#endif
