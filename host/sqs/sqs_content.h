/* sqs_content.h - what the content of a message may be. Pure. */
#ifndef DAYFLY_HOST_SQS_SQS_CONTENT_H
#define DAYFLY_HOST_SQS_SQS_CONTENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "host/sqs/sqs_call.h"

struct sqs_problem {
    enum sqs_fault fault;
    bool of_batch;  /* the whole batch fails by it, not the entry alone */
    char text[512]; /* "": there is none */
};

/* Returns false. The first problem stays. */
bool sqs_problem_set(struct sqs_problem *problem, enum sqs_fault fault,
                     const char *fmt, ...) PRINTF_LIKE(3, 4);
/* A text of SQS: characters that XML can have. */
bool sqs_content_is_text(const char *text, size_t size);
/* MessageAttributes: at most 10, each with a name, a type and a value of it. */
bool sqs_content_check_attributes(const json_t *attributes,
                                  struct sqs_problem *problem);
/* MessageSystemAttributes: AWSTraceHeader alone. */
bool sqs_content_check_of_sqs(const json_t *attributes,
                              struct sqs_problem *problem);
/* MessageDeduplicationId, MessageGroupId and ReceiveRequestAttemptId. */
bool sqs_content_is_id(const char *text);

#endif
