/* service_error.h - errors of the service itself, in the shape AWS's SDKs read:
 * status, x-amzn-ErrorType, and a body whose key for the sentence is
 * `Message` or `message`, depending on the error. */
#ifndef DAYFLY_HOST_SERVICE_SERVICE_ERROR_H
#define DAYFLY_HOST_SERVICE_SERVICE_ERROR_H

#include "common/compiler.h"

struct http_request;

enum service_error_kind {
    SERVICE_INVALID_PARAMETER,
    SERVICE_INVALID_REQUEST_CONTENT,
    SERVICE_VALIDATION,
    SERVICE_ACCESS_DENIED,
    SERVICE_NOT_FOUND,
    SERVICE_UNKNOWN_PATH,
    SERVICE_METHOD,
    SERVICE_TOO_LARGE,
    SERVICE_ENTITY_TOO_LARGE,
    SERVICE_MEDIA_TYPE,
    SERVICE_HEADERS_TOO_LARGE,
    SERVICE_TOO_MANY,
    SERVICE_SERVICE,
};

/* Answers the request. */
void service_error_send(struct http_request *req, enum service_error_kind which,
                        const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
