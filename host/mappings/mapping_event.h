/* mapping_event.h - messages as the event of a function, and what its response
 * says of them. Pure. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_EVENT_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_EVENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/compiler.h"

struct fetched_message;
struct message_queue;

/* One record, as Lambda has it. NULL: out of memory. */
json_t *mapping_event_record(const struct fetched_message *message,
                             const struct message_queue *queue);
/* The record as a pattern sees it: a body that is JSON is a value. */
bool mapping_event_is_wanted(const struct fetched_message *message,
                             const struct message_queue *queue,
                             const json_t *patterns);
/* {"Records": [...]}. `in_window`: the mapping waits for full batches; then AWS
 * gives messages without attributes null for the digest of them. */
bool mapping_event_make(const struct fetched_message *first,
                        const struct message_queue *queue, bool in_window,
                        struct buf *out) MUST_CHECK;
/* The ids of the messages that failed, as keys of an object; empty: none. NULL:
 * the response is not valid, so all have failed. */
json_t *mapping_event_failures(const struct fetched_message *first,
                               const struct buf *response);

#endif
