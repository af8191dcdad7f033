/* queue_list.h - the queues whose messages come to a function: the key `queues`
 * of dayfly.json, an object of names and of objects with what the host then
 * does. Pure.
 *
 * Of the mapping: `batch` (messages), `window` (s), `concurrency` (batches at
 * once), `partial` (the function says which messages have failed), `filter` (a
 * pattern, or an array of them), `enabled`. Of the queue: `visibility`,
 * `retention` and `delay` (s), `tries` and `dead` (its dead letter queue),
 * `deduplicate` (by the body; of FIFO queues). */
#ifndef DAYFLY_HOST_EVENT_SOURCES_QUEUE_LIST_H
#define DAYFLY_HOST_EVENT_SOURCES_QUEUE_LIST_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

/* The tag of event source mappings that a deployment has made: those of a user
 * stay. */
#define QUEUE_MAPPING_DEPLOYED "dayfly:deployed"

enum { QUEUE_LIST_MAX = 100, QUEUE_FILTERS_MAX = 5 };

/* `timeout_s`: of the function. False: err says which one is wrong, and what it
 * must be. */
bool queue_list_check(const json_t *queues, unsigned timeout_s,
                      struct error *err) MUST_CHECK;
/* Of one that is right: the attributes that it gives its queue, as CreateQueue
 * has them, but for RedrivePolicy. NULL: out of memory. */
json_t *queue_list_attributes(const char *name, const json_t *item);
/* VisibilityTimeout if none is given: what AWS recommends. */
unsigned queue_list_visibility(unsigned timeout_s);
/* Of one that is right: the members that CreateEventSourceMapping has, without
 * function and queue. NULL: out of memory. */
json_t *queue_list_mapping(const json_t *item);

#endif
