/* sqs_answer.h - answers of SQS: in AWS JSON, or in XML to a request of the
 * Query protocol. */
#ifndef DAYFLY_HOST_SQS_SQS_ANSWER_H
#define DAYFLY_HOST_SQS_SQS_ANSWER_H

#include <jansson.h>

#include "common/compiler.h"

struct http_request;

enum sqs_fault {
    SQS_NO_QUEUE,
    SQS_QUEUE_EXISTS,
    SQS_NO_ATTRIBUTE,
    SQS_BAD_ATTRIBUTE,
    SQS_BAD_VALUE,
    SQS_MISSING,
    SQS_BAD_RECEIPT,
    SQS_NOT_IN_FLIGHT,
    SQS_BAD_CONTENT,
    SQS_TOO_MANY_ENTRIES,
    SQS_EMPTY_BATCH,
    SQS_SAME_IDS,
    SQS_BAD_ID,
    SQS_BATCH_TOO_LONG,
    SQS_OVER_LIMIT,
    SQS_PURGING,
    SQS_NO_RESOURCE,
    SQS_UNSUPPORTED,
    SQS_SERIALIZATION,
    SQS_INTERNAL,
};

void sqs_error(struct http_request *req, enum sqs_fault fault, const char *fmt,
               ...) PRINTF_LIKE(3, 4);
/* The name of an error in the old protocol, which batches still use. */
const char *sqs_fault_code(enum sqs_fault fault);
/* 200 with the value, whose reference is taken; NULL: out of memory. */
void sqs_reply(struct http_request *req, json_t *value);
/* 500: the disk could not be written. */
void sqs_not_kept(struct http_request *req, const char *why);

#endif
