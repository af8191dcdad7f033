#include "common/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t micros(clockid_t which)
{
    struct timespec t;

    (void)clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_wall_ms(void)
{
    return micros(CLOCK_REALTIME) / 1000;
}

int64_t clock_wall_us(void)
{
    return micros(CLOCK_REALTIME);
}

int64_t clock_stamp_us(void)
{
    return micros(CLOCK_REALTIME_COARSE);
}

int64_t clock_mono_ms(void)
{
    return micros(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_mono_us(void)
{
    return micros(CLOCK_MONOTONIC);
}

int64_t clock_cpu_us(pid_t pid)
{
    struct timespec t;
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
        return 0;
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void clock_text(int64_t wall_ms, char text[CLOCK_TEXT_SIZE])
{
    time_t seconds = (time_t)(wall_ms / 1000);
    unsigned ms = (unsigned)(wall_ms % 1000) % 1000u;
    struct tm utc;
    char day[96];

    (void)gmtime_r(&seconds, &utc);
    (void)snprintf(day, sizeof day, "%04d-%02d-%02dT%02d:%02d:%02d.%03uZ",
                   utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                   utc.tm_min, utc.tm_sec, ms);
    (void)snprintf(text, CLOCK_TEXT_SIZE, "%.24s", day);
}
