/* message_send.h - messages that are put into a queue: on the disk before the
 * end is told. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_SEND_H
#define DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_SEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "host/base/ids.h"
#include "host/message_queues/message_queues.h"
#include "host/store/write_thread.h"

enum { MESSAGE_BATCH_MAX = 10, MESSAGE_DEDUP_MS = 5 * 60 * 1000 };

/* Texts are borrowed until the end. */
struct new_message {
    char message_id[UUID_SIZE]; /* of the first one, if it was sent before */
    const void *body;
    size_t size;
    const char *facts;  /* {MessageAttributes, Attributes} */
    const char *family; /* MessageGroupId of a FIFO queue; "" */
    const char *dedup;  /* MessageDeduplicationId, or NULL: it is always new */
    int64_t delay_ms;
    int64_t number; /* out: grows with each message */
};

struct message_send {
    struct write_job job;
    struct message_queues *queues;
    char queue[QUEUE_NAME_MAX + 1];
    size_t count;
    struct new_message messages[MESSAGE_BATCH_MAX];
    /* In the loop, once; job.ok and job.err say how it ended. */
    void (*end)(struct message_send *send);
    void *self;
};

/* `queues`, `queue`, `messages` and `end` are set. */
void message_send_begin(struct message_send *send);
/* Within a transaction of the caller's own. */
bool message_send_add(struct database *db, const char *queue, int64_t now_ms,
                      struct new_message *message,
                      struct error *err) MUST_CHECK;

#endif
