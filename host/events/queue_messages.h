/* queue_messages.h - queues of the host itself: what is sent to the ARN of a
 * queue of SQS waits here for whoever receives it. */
#ifndef DAYFLY_HOST_EVENTS_QUEUE_MESSAGES_H
#define DAYFLY_HOST_EVENTS_QUEUE_MESSAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

struct queue_file;

struct queue_message {
    int64_t id;
    const char *queue;
    const char *message_id;
    int64_t sent_ms;
    const char *attributes; /* an object of JSON, as SQS has it */
};

bool queue_messages_add(struct queue_file *file,
                        const struct queue_message *message,
                        const struct buf *body, struct error *err) MUST_CHECK;
/* Appends the oldest messages of a queue as an array of JSON. */
bool queue_messages_show(struct queue_file *file, const char *queue,
                         int64_t most, struct buf *out,
                         struct error *err) MUST_CHECK;
/* Appends the queues with the numbers of their messages, the same. */
bool queue_messages_list(struct queue_file *file, struct buf *out,
                         struct error *err) MUST_CHECK;
/* Removes the message with this id of the queue, or all if it is "". *count is
 * how many. */
bool queue_messages_remove(struct queue_file *file, const char *queue,
                           const char *message_id, size_t *count,
                           struct error *err) MUST_CHECK;
/* Removes those sent before, and the oldest of more than `most`. */
bool queue_messages_prune(struct queue_file *file, int64_t before_ms,
                          int64_t most, struct error *err) MUST_CHECK;

#endif
