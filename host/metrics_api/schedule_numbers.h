/* schedule_numbers.h - the numbers of schedules. */
#ifndef DAYFLY_HOST_METRICS_API_SCHEDULE_NUMBERS_H
#define DAYFLY_HOST_METRICS_API_SCHEDULE_NUMBERS_H

struct metric_text;
struct scheduler;

void schedule_numbers_add(struct metric_text *text,
                          const struct scheduler *scheduler);

#endif
