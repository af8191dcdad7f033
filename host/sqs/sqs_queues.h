/* sqs_queues.h - operations on queues as a whole. */
#ifndef DAYFLY_HOST_SQS_SQS_QUEUES_H
#define DAYFLY_HOST_SQS_SQS_QUEUES_H

struct sqs_call;

void sqs_queues_create(struct sqs_call *call);
void sqs_queues_delete(struct sqs_call *call);
void sqs_queues_list(struct sqs_call *call);
void sqs_queues_purge(struct sqs_call *call);
void sqs_queues_url(struct sqs_call *call);
void sqs_queues_tag(struct sqs_call *call);
void sqs_queues_untag(struct sqs_call *call);
void sqs_queues_tags(struct sqs_call *call);
/* ListDeadLetterSourceQueues */
void sqs_queues_sources(struct sqs_call *call);

#endif
