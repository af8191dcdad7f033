/* sqs_attribute_checks.h - the attributes and tags that a request gives a
 * queue.
 */
#ifndef DAYFLY_HOST_SQS_SQS_ATTRIBUTE_CHECKS_H
#define DAYFLY_HOST_SQS_SQS_ATTRIBUTE_CHECKS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct sqs_call;

/* Checks the member Attributes, which may be absent, and makes those that the
 * queue has then, of those that it had (NULL: it is new). NULL: the call has
 * failed. */
json_t *sqs_attribute_checks_read(struct sqs_call *call, const char *queue,
                                  const json_t *had);
/* All that the queue is to have. False: the call has failed. */
bool sqs_attribute_checks_tags(struct sqs_call *call, const char *queue,
                               const json_t *tags);
/* The members AWSAccountIds and Actions of AddPermission. NULL: the call has
 * failed. */
const json_t *sqs_attribute_checks_accounts(struct sqs_call *call);
const json_t *sqs_attribute_checks_actions(struct sqs_call *call);

#endif
