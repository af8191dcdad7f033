/* metrics_page.h - the numbers of the host as a text for Prometheus. */
#ifndef DAYFLY_HOST_METRICS_API_METRICS_PAGE_H
#define DAYFLY_HOST_METRICS_API_METRICS_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "host/metrics/metric_text.h"
#include "host/metrics/stats_book.h"
#include "host/tracing/tracer.h"

struct mappings;
struct message_queues;
struct queue_census;
struct scheduler;

struct metrics_page {
    const struct stats_book *book; /* what is so now is filled in */
    bool keeps_events;             /* asynchronous invocations are kept */
    bool disk_fails;               /* so nothing can be changed */
    size_t deliveries;             /* that wait */
    size_t functions;              /* that are served */
    struct tracer *tracer;         /* may be off */
    /* NULL: the host keeps none; as the next two. */
    const struct message_queues *queues;
    const struct mappings *mappings;
    const struct scheduler *scheduler;
    const struct queue_census *census; /* NULL: it is not known now */
};

/* False: out of memory. */
bool metrics_page_add(const struct metrics_page *page, bool open_metrics,
                      struct buf *out) MUST_CHECK;

#endif
