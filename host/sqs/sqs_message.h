/* sqs_message.h - a message as ReceiveMessage shows it: with those attributes
 * that the request has asked for. */
#ifndef DAYFLY_HOST_SQS_SQS_MESSAGE_H
#define DAYFLY_HOST_SQS_SQS_MESSAGE_H

#include <jansson.h>

struct fetched_message;
struct message_queue;

/* `request` is that of ReceiveMessage. NULL: out of memory. */
json_t *sqs_message_show(const struct fetched_message *message,
                         const struct message_queue *queue,
                         const json_t *request);

#endif
