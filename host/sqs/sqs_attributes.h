/* sqs_attributes.h - GetQueueAttributes and SetQueueAttributes; AddPermission
 * and RemovePermission, which change the attribute Policy. */
#ifndef DAYFLY_HOST_SQS_SQS_ATTRIBUTES_H
#define DAYFLY_HOST_SQS_SQS_ATTRIBUTES_H

struct sqs_call;

void sqs_attributes_get(struct sqs_call *call);
void sqs_attributes_set(struct sqs_call *call);
void sqs_attributes_allow(struct sqs_call *call);
void sqs_attributes_forbid(struct sqs_call *call);

#endif
