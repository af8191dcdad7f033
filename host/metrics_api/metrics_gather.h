/* metrics_gather.h - fills in what is so now for each function: what runs, what
 * waits. */
#ifndef DAYFLY_HOST_METRICS_API_METRICS_GATHER_H
#define DAYFLY_HOST_METRICS_API_METRICS_GATHER_H

#include <stddef.h>

struct dispatcher;
struct events;

/* Each function that is served is listed afterwards. `events` may be NULL.
 * Returns how many records wait for their destinations. */
size_t metrics_gather(const struct dispatcher *dispatcher,
                      const struct events *events);

#endif
