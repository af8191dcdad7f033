/* sqs_receive.h - ReceiveMessage, which may wait for messages. */
#ifndef DAYFLY_HOST_SQS_SQS_RECEIVE_H
#define DAYFLY_HOST_SQS_SQS_RECEIVE_H

struct sqs_call;

void sqs_receive(struct sqs_call *call);

#endif
