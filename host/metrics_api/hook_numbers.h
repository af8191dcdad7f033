/* hook_numbers.h - the counters of the webhooks as metrics. */
#ifndef DAYFLY_HOST_METRICS_API_HOOK_NUMBERS_H
#define DAYFLY_HOST_METRICS_API_HOOK_NUMBERS_H

#include "host/metrics/metric_text.h"
#include "host/metrics/stats_book.h"

/* Nothing if there is no webhook. */
void hook_numbers_add(struct metric_text *text, const struct stats_book *book);

#endif
