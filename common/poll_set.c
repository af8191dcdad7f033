#include "common/poll_set.h"

#include "common/clock.h"

void poll_set_add(struct poll_set *set, int fd, short events)
{
    if (fd < 0 || set->count == POLL_SET_MAX)
        return;
    set->fds[set->count++] = (struct pollfd){.fd = fd, .events = events};
}

void poll_set_deadline(struct poll_set *set, int64_t mono_ms)
{
    int64_t left = mono_ms - clock_mono_ms();

    if (left < 0)
        left = 0;
    if (left > 3600 * 1000)
        left = 3600 * 1000;
    if (set->timeout_ms < 0 || left < set->timeout_ms)
        set->timeout_ms = (int)left;
}

short poll_set_revents(const struct poll_set *set, int fd)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->fds[i].fd == fd)
            return set->fds[i].revents;
    return 0;
}
