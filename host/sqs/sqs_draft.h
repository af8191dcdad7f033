/* sqs_draft.h - a message that a request wants to send, checked. */
#ifndef DAYFLY_HOST_SQS_SQS_DRAFT_H
#define DAYFLY_HOST_SQS_SQS_DRAFT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "host/message_queues/message_send.h"
#include "host/sqs/sqs_content.h"

enum { DEDUP_SIZE = 288 };

struct sqs_draft {
    const json_t *entry; /* borrowed */
    bool in_batch;       /* set before */
    char *facts;         /* owned */
    size_t size;         /* that counts for the limits */
    char dedup[DEDUP_SIZE];
};

/* Of an object with MessageBody and so on, which stays until the message is
 * sent. False: the call has failed, or there is a problem. sqs_draft_free is
 * due all the same. */
bool sqs_draft_make(struct sqs_draft *draft, struct sqs_call *call,
                    const struct message_queue *queue, const json_t *entry,
                    struct new_message *message, struct sqs_problem *problem);
void sqs_draft_free(struct sqs_draft *draft);
/* The response for the message that was sent. */
json_t *sqs_draft_reply(const struct sqs_draft *draft,
                        const struct new_message *message);

#endif
