/* sqs_moves.h - message move tasks: the messages of a queue for dead letters go
 * back. A task is done when its start is answered. */
#ifndef DAYFLY_HOST_SQS_SQS_MOVES_H
#define DAYFLY_HOST_SQS_SQS_MOVES_H

struct sqs_call;

void sqs_moves_start(struct sqs_call *call);
void sqs_moves_list(struct sqs_call *call);
void sqs_moves_cancel(struct sqs_call *call);

#endif
