/* service_error.h - errors of the service itself, in the shape AWS's SDKs read:
 * status, x-amzn-ErrorType, and a body whose key for the sentence is
 * `Message` or `message`, depending on the error. */
#ifndef DAYFLY_HOST_SERVICE_SERVICE_ERROR_H
#define DAYFLY_HOST_SERVICE_SERVICE_ERROR_H

#include "common/compiler.h"

struct request;

enum aws_error {
    AWS_INVALID_PARAMETER,
    AWS_INVALID_REQUEST_CONTENT,
    AWS_VALIDATION,
    AWS_ACCESS_DENIED,
    AWS_NOT_FOUND,
    AWS_UNKNOWN_PATH,
    AWS_METHOD,
    AWS_TOO_LARGE,
    AWS_ENTITY_TOO_LARGE,
    AWS_MEDIA_TYPE,
    AWS_HEADERS_TOO_LARGE,
    AWS_TOO_MANY,
    AWS_SERVICE,
};

/* Answers the request. */
void aws_refuse(struct request *r, enum aws_error which, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

#endif
