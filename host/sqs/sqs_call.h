/* sqs_call.h - a request of SQS: its members. */
#ifndef DAYFLY_HOST_SQS_SQS_CALL_H
#define DAYFLY_HOST_SQS_SQS_CALL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "host/message_queues/message_queues.h"
#include "host/sqs/sqs_answer.h"

struct http_request;
struct service_context;

/* The first mistake that a call has is its response; what follows does nothing.
 */
struct sqs_call {
    struct service_context *service;
    struct message_queues *queues;
    struct http_request *req;
    json_t *root; /* an object; its owner may keep it by json_incref */
    bool failed;
};

/* Error responses of a call. */
void sqs_call_fail(struct sqs_call *call, enum sqs_fault fault, const char *fmt,
                   ...) PRINTF_LIKE(3, 4);
/* A member of `object`, which is the call's or part of it. NULL: absent, or the
 * call has failed. */
const char *sqs_call_text(struct sqs_call *call, const json_t *object,
                          const char *name);
/* The same; it has to be there. */
const char *sqs_call_needed(struct sqs_call *call, const json_t *object,
                            const char *name);
const json_t *sqs_call_list(struct sqs_call *call, const json_t *object,
                            const char *name);
/* An object of texts or, if `deep`, of objects. */
const json_t *sqs_call_map(struct sqs_call *call, const json_t *object,
                           const char *name, bool deep);
/* `otherwise`: it is absent. */
int64_t sqs_call_number(struct sqs_call *call, const json_t *object,
                        const char *name, int64_t least, int64_t most,
                        int64_t otherwise);
/* By the member QueueUrl. NULL: the call has failed. */
struct message_queue *sqs_call_queue(struct sqs_call *call);
/* By a member of `object` that is an ARN. NULL: it is absent, or the call has
 * failed. */
struct message_queue *sqs_call_queue_arn(struct sqs_call *call,
                                         const json_t *object,
                                         const char *name);
/* The URL of a queue at the address that the client uses. */
json_t *sqs_call_url(const struct sqs_call *call, const char *name);

#endif
