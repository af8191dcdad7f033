/* poll_set.h - what one wait of the loop listens to. Each actor adds its own
 * descriptors and bounds the time, one place waits, each looks for its own. */
#ifndef DAYFLY_COMMON_POLL_SET_H
#define DAYFLY_COMMON_POLL_SET_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

enum { POLL_SET_MAX = 16 };

struct poll_set {
    struct pollfd fds[POLL_SET_MAX];
    size_t count;
    int timeout_ms; /* -1: no bound */
};

#define POLL_SET_EMPTY                                                         \
    {                                                                          \
        .count = 0, .timeout_ms = -1                                           \
    }

/* At most POLL_SET_MAX descriptors; -1 is passed over. */
void poll_set_add(struct poll_set *set, int fd, short events);
/* Wait no longer than until this moment of the monotonic clock. */
void poll_set_deadline(struct poll_set *set, int64_t mono_ms);
/* What the wait found of this descriptor; 0: nothing, or not listened to. */
short poll_set_revents(const struct poll_set *set, int fd);

#endif
