/* histogram.h - how many observations were at most as large as each bound, and
 * their sum: what Prometheus makes quantiles of. Pure. */
#ifndef DAYFLY_HOST_METRICS_HISTOGRAM_H
#define DAYFLY_HOST_METRICS_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum { HISTOGRAM_BOUNDS_MAX = 17 };

struct histogram_bound {
    int64_t us;
    const char *seconds; /* as the label `le` has it */
};

struct histogram_bounds {
    struct histogram_bound list[HISTOGRAM_BOUNDS_MAX]; /* rising */
    size_t count;
};

struct histogram {
    /* counts[i]: those above bound i - 1, up to bound i; the last: all above.
     */
    uint64_t counts[HISTOGRAM_BOUNDS_MAX + 1];
    int64_t sum_us;
};

/* Of the time of a call: up to the 15 minutes that a function may have. */
extern const struct histogram_bounds histogram_call_bounds;
/* Of a start or a wait. */
extern const struct histogram_bounds histogram_start_bounds;

/* A negative time counts as 0. */
void histogram_observe(struct histogram *histogram,
                       const struct histogram_bounds *bounds, int64_t us);

#endif
