/* message_fetch.h - messages that are received from a queue: nobody else gets
 * them until their visibility timeout is over. Those that were received too
 * often go to the queue's dead letter queue instead. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_FETCH_H
#define DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_FETCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/base/ids.h"
#include "host/message_queues/message_queues.h"
#include "host/store/write_thread.h"

enum { RECEIPT_SIZE = 96, ATTEMPT_SIZE = 129 };

struct fetched_message {
    struct fetched_message *next;
    int64_t number;
    char message_id[UUID_SIZE];
    char receipt[RECEIPT_SIZE];      /* ReceiptHandle */
    char source[QUEUE_NAME_MAX + 1]; /* the queue it has failed in; "" */
    int64_t sent_ms;
    int64_t first_ms; /* when it was first received */
    int64_t received; /* how often, with this time */
    int64_t tries;    /* before, in this queue */
    struct buf body;
    json_t *facts; /* owned: {MessageAttributes, Attributes} */
};

struct message_fetch {
    struct write_job job;
    struct message_queues *queues;
    size_t most;
    size_t most_bytes;     /* of bodies; the first may have more */
    int64_t visibility_ms; /* -1: as the queue says */
    /* ReceiveRequestAttemptId of a FIFO queue (message_attempt.h); "" */
    char attempt[ATTEMPT_SIZE];
    /* In the loop, once. The messages are the caller's. */
    void (*end)(struct message_fetch *fetch);
    void *self;

    /* What comes of it. */
    struct fetched_message *first;
    size_t count;
    size_t bytes;
    int64_t due_ms; /* if there is none: when one becomes visible, or 0 */
    bool spent;     /* what the attempt has received was changed since */

    /* Of the queue, set by message_fetch_begin. */
    char queue[QUEUE_NAME_MAX + 1];
    char dead_queue[QUEUE_NAME_MAX + 1];
    int64_t queue_number;
    int64_t tries_max; /* 0: no limit */
    int64_t retention_ms;
    bool is_fifo;
    size_t moved; /* to the dead letter queue */
};

void message_fetch_begin(struct message_fetch *fetch,
                         const struct message_queue *queue);
/* Takes NULL. */
void message_fetch_free(struct fetched_message *first);

#endif
