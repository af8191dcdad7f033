/* process_numbers.h - the process of the host, as all programs that Prometheus
 * reads tell of theirs. */
#ifndef DAYFLY_HOST_METRICS_API_PROCESS_NUMBERS_H
#define DAYFLY_HOST_METRICS_API_PROCESS_NUMBERS_H

#include <stdint.h>

struct metric_text;

/* `started_ms`: when it began, by the wall clock. */
void process_numbers_add(struct metric_text *text, int64_t started_ms);

#endif
