/* message_change.h - messages that were received are removed, or become visible
 * earlier or later. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_CHANGE_H
#define DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_CHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/message_queues/message_fetch.h"
#include "host/message_queues/message_queues.h"
#include "host/store/write_thread.h"

enum change_result {
    CHANGE_DONE,
    CHANGE_EXPIRED, /* others may receive it, or have: FIFO queues alone mind */
    CHANGE_NOT_IN_FLIGHT, /* it was received again since */
    CHANGE_GONE,          /* there is no such message */
};

struct message_mark {
    char receipt[RECEIPT_SIZE];
    int64_t visibility_ms; /* from now; -1: remove it */
    /* If it is not removed: nobody has worked on it, so that this time does not
     * count as one that it was received. */
    bool untried;
    enum change_result result;
};

struct message_change {
    struct write_job job;
    struct message_queues *queues;
    char queue[QUEUE_NAME_MAX + 1];
    bool is_fifo;               /* of the queue, set by message_change_begin */
    struct message_mark *marks; /* owned */
    size_t count;
    /* In the loop, once. Frees it by message_change_free. */
    void (*end)(struct message_change *change);
    void *self;
};

/* The number of the message that a receipt handle of this queue is for; 0: it
 * is none. */
int64_t message_change_parse(const struct message_queue *queue,
                             const char *receipt);
/* For so many marks, which are to be filled. NULL: out of memory. */
struct message_change *message_change_new(struct message_queues *queues,
                                          const char *queue, size_t count);
void message_change_begin(struct message_change *change);
void message_change_free(struct message_change *change);

#endif
