/* queue_messages.h - the messages of queues, as they are shown to whoever runs
 * the host. */
#ifndef DAYFLY_HOST_EVENTS_QUEUE_MESSAGES_H
#define DAYFLY_HOST_EVENTS_QUEUE_MESSAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

struct database;

/* Appends the oldest messages of a queue as an array of JSON. */
bool queue_messages_show(struct database *file, const char *queue, int64_t most,
                         struct buf *out, struct error *err) MUST_CHECK;
/* Appends the queues with the numbers of their messages, the same. */
bool queue_messages_list(struct database *file, int64_t now_ms, struct buf *out,
                         struct error *err) MUST_CHECK;
/* Removes the message with this id of the queue, or all if it is "". *count is
 * how many. */
bool queue_messages_remove(struct database *file, const char *queue,
                           const char *message_id, size_t *count,
                           struct error *err) MUST_CHECK;

#endif
