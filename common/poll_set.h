/* poll_set.h - what one wait of the loop listens to. Each actor adds its own
 * descriptors and bounds the time, one place waits, each looks for its own. */
#ifndef DAYFLY_COMMON_POLL_SET_H
#define DAYFLY_COMMON_POLL_SET_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

enum { WATCH_MOST = 16 };

struct watch {
    struct pollfd fds[WATCH_MOST];
    size_t count;
    int timeout_ms; /* -1: no bound */
};

#define WATCH_NOTHING                                                          \
    {                                                                          \
        .count = 0, .timeout_ms = -1                                           \
    }

/* At most WATCH_MOST descriptors; -1 is passed over. */
void watch_add(struct watch *w, int fd, short events);
/* Wait no longer than until this moment of the monotonic clock. */
void watch_until(struct watch *w, int64_t mono_ms);
/* What the wait found of this descriptor; 0: nothing, or not listened to. */
short watch_found(const struct watch *w, int fd);

#endif
