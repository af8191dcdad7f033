#include "common/poll_set.h"

#include "common/clock.h"

void poll_set_add(struct poll_set *w, int fd, short events)
{
    if (fd < 0 || w->count == POLL_SET_MAX)
        return;
    w->fds[w->count++] = (struct pollfd){.fd = fd, .events = events};
}

void poll_set_deadline(struct poll_set *w, int64_t mono_ms)
{
    int64_t left = mono_ms - clock_mono_ms();

    if (left < 0)
        left = 0;
    if (left > 3600 * 1000)
        left = 3600 * 1000;
    if (w->timeout_ms < 0 || left < w->timeout_ms)
        w->timeout_ms = (int)left;
}

short poll_set_revents(const struct poll_set *w, int fd)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->fds[i].fd == fd)
            return w->fds[i].revents;
    return 0;
}
