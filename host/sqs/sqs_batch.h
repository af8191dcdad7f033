/* sqs_batch.h - the entries of a batch, and the two lists of its response. */
#ifndef DAYFLY_HOST_SQS_SQS_BATCH_H
#define DAYFLY_HOST_SQS_SQS_BATCH_H

#include <jansson.h>

#include "host/sqs/sqs_call.h"

/* 1 to 10 objects, each with an Id of its own. NULL: the call has failed. */
const json_t *sqs_batch_entries(struct sqs_call *call, const char *kind);
/* Adds to the list Successful or Failed of a reply, which is {} at the start.
 * Takes the object, to which the entry's Id is added. */
void sqs_batch_add(json_t *reply, const json_t *entry, json_t *object);
void sqs_batch_add_failed(json_t *reply, const json_t *entry,
                          enum sqs_fault fault, const char *message);

#endif
