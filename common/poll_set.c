#include "common/poll_set.h"

#include "common/clock.h"

void watch_add(struct watch *w, int fd, short events)
{
    if (fd < 0 || w->count == WATCH_MOST)
        return;
    w->fds[w->count++] = (struct pollfd){.fd = fd, .events = events};
}

void watch_until(struct watch *w, int64_t mono_ms)
{
    int64_t left = mono_ms - clock_mono_ms();

    if (left < 0)
        left = 0;
    if (left > 3600 * 1000)
        left = 3600 * 1000;
    if (w->timeout_ms < 0 || left < w->timeout_ms)
        w->timeout_ms = (int)left;
}

short watch_found(const struct watch *w, int fd)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->fds[i].fd == fd)
            return w->fds[i].revents;
    return 0;
}
