/* poll_set.h - the descriptors and the timeout of one poll(). Each module adds
 * its own before the wait, and reads its own results after it. */
#ifndef DAYFLY_COMMON_POLL_SET_H
#define DAYFLY_COMMON_POLL_SET_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

enum { POLL_SET_MAX = 24 };

struct poll_set {
    struct pollfd fds[POLL_SET_MAX];
    size_t count;
    int timeout_ms; /* -1: none */
};

#define POLL_SET_EMPTY                                                         \
    {                                                                          \
        .count = 0, .timeout_ms = -1                                           \
    }

/* At most POLL_SET_MAX descriptors; -1 is ignored. */
void poll_set_add(struct poll_set *set, int fd, short events);
/* The wait ends at this time of the monotonic clock at the latest. */
void poll_set_deadline(struct poll_set *set, int64_t mono_ms);
/* The result for this descriptor; 0: no event, or not in the set. */
short poll_set_revents(const struct poll_set *set, int fd);

#endif
