/* queue_numbers.h - the numbers of queues and of event source mappings. */
#ifndef DAYFLY_HOST_METRICS_API_QUEUE_NUMBERS_H
#define DAYFLY_HOST_METRICS_API_QUEUE_NUMBERS_H

struct mappings;
struct message_queues;
struct metric_text;
struct queue_census;

void queue_numbers_add(struct metric_text *text,
                       const struct message_queues *queues,
                       const struct queue_census *census);
void queue_numbers_add_mappings(struct metric_text *text,
                                const struct mappings *mappings);

#endif
