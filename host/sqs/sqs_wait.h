/* sqs_wait.h - a request that waits for the disk. */
#ifndef DAYFLY_HOST_SQS_SQS_WAIT_H
#define DAYFLY_HOST_SQS_SQS_WAIT_H

#include <jansson.h>
#include <stdbool.h>

#include "host/message_queues/queue_change.h"

struct http_request;
struct sqs_call;

struct sqs_wait {
    struct http_request *req; /* NULL: the client has left */
    json_t *root;             /* owned: the request */
    json_t *reply;            /* owned, free for the operation; may be NULL */
};

/* NULL: the call has failed. */
struct sqs_wait *sqs_wait_new(struct sqs_call *call);
/* Sends the value, whose reference is taken, or why it is not ok; frees it. */
void sqs_wait_reply(struct sqs_wait *wait, bool ok, const char *why,
                    json_t *value);
/* Begins a change of a queue, whose `self` is the sqs_wait. */
void sqs_wait_begin(struct sqs_call *call, enum queue_action action,
                    const char *queue,
                    void (*end)(struct queue_change *change));
/* The same for QUEUE_PUT; takes the document. */
void sqs_wait_put(struct sqs_call *call, const char *queue, json_t *document,
                  void (*end)(struct queue_change *change));
/* An end that answers {}. */
void sqs_wait_ended(struct queue_change *change);

#endif
