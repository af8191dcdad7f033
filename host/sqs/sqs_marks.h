/* sqs_marks.h - DeleteMessage and ChangeMessageVisibility, and their batches.
 */
#ifndef DAYFLY_HOST_SQS_SQS_MARKS_H
#define DAYFLY_HOST_SQS_SQS_MARKS_H

struct sqs_call;

void sqs_marks_delete(struct sqs_call *call);
void sqs_marks_delete_batch(struct sqs_call *call);
void sqs_marks_delay(struct sqs_call *call);
void sqs_marks_delay_batch(struct sqs_call *call);

#endif
