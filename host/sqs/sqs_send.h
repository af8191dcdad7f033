/* sqs_send.h - SendMessage and SendMessageBatch. */
#ifndef DAYFLY_HOST_SQS_SQS_SEND_H
#define DAYFLY_HOST_SQS_SQS_SEND_H

struct sqs_call;

void sqs_send(struct sqs_call *call);
void sqs_send_batch(struct sqs_call *call);

#endif
