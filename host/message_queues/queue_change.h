/* queue_change.h - queues are made, changed, emptied, counted and removed, and
 * their messages moved. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_CHANGE_H
#define DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_CHANGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "host/message_queues/message_queues.h"
#include "host/store/write_thread.h"

enum queue_action {
    QUEUE_PUT,   /* makes it, or changes its document */
    QUEUE_DROP,  /* with its messages */
    QUEUE_PURGE, /* its messages alone */
    QUEUE_COUNT,
    QUEUE_MOVE, /* its messages to another queue, as new ones */
};

struct queue_counts {
    int64_t visible;
    int64_t in_flight;
    int64_t delayed;
    int64_t oldest_ms; /* when the oldest was sent; 0: there is none */
};

struct queue_change {
    struct write_job job;
    enum queue_action action;
    struct message_queues *queues;
    char queue[QUEUE_NAME_MAX + 1];
    char target[QUEUE_NAME_MAX + 1]; /* of QUEUE_MOVE; "": where each failed */
    json_t *document;                /* owned: of QUEUE_PUT */
    char *text;                      /* owned: it, as JSON */
    int64_t number;                  /* out: of the queue */
    int64_t moved;                   /* out: messages, of QUEUE_MOVE */
    struct queue_counts counts;      /* out: of QUEUE_COUNT */
    /* In the loop, once, after the list of queues is up to date. It then frees
     * the change by queue_change_free. */
    void (*end)(struct queue_change *change);
    void *self;
};

/* NULL: out of memory. */
struct queue_change *queue_change_new(struct message_queues *queues,
                                      enum queue_action action,
                                      const char *queue);
/* The document of QUEUE_PUT, whose reference is taken. False: out of memory. */
bool queue_change_set(struct queue_change *change, json_t *document) MUST_CHECK;
void queue_change_begin(struct queue_change *change);
void queue_change_free(struct queue_change *change);
/* Within a transaction of the caller's own: makes a queue, if there is none of
 * this name. *number is its number. */
bool queue_change_ensure(struct database *db, const char *name, int64_t *number,
                         struct error *err) MUST_CHECK;
/* The same: removes what is older than its queue keeps it. */
bool queue_change_prune(struct database *db, int64_t now_ms,
                        struct error *err) MUST_CHECK;

#endif
