/* function_numbers.h - the part of the numbers that each function has. */
#ifndef DAYFLY_HOST_METRICS_API_FUNCTION_NUMBERS_H
#define DAYFLY_HOST_METRICS_API_FUNCTION_NUMBERS_H

#include <stdbool.h>

#include "host/metrics/metric_text.h"
#include "host/metrics/stats_book.h"

/* `keeps_events`: asynchronous invocations are kept. */
void function_numbers_add(struct metric_text *text,
                          const struct stats_book *book, bool keeps_events);

#endif
