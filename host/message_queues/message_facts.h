/* message_facts.h - what a message has besides its body: the attributes that
 * its sender gave, and those of SQS. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_FACTS_H
#define DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_FACTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/crypto/md5.h"

struct fetched_message;
struct message_queue;

enum { SEQUENCE_SIZE = 24 };

/* The digest that SQS gives of attributes, {NAME: {DataType, StringValue or
 * BinaryValue}}. False: there are none, or memory is short. */
bool message_facts_md5(const json_t *attributes, char text[MD5_TEXT_SIZE]);
/* How many bytes they count for the size of a message. */
size_t message_facts_size(const json_t *attributes);
/* SequenceNumber, of the number of a message. */
void message_facts_sequence(int64_t number, char text[SEQUENCE_SIZE]);
/* Those of SQS of a message that was received, all of them. NULL: out of
 * memory. */
json_t *message_facts_of_sqs(const struct fetched_message *message,
                             const struct message_queue *queue);

#endif
