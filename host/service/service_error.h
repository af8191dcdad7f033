/* service_error.h - error responses of the Lambda API, in the form that AWS
 * SDKs read: the status, the header x-amzn-ErrorType, and a JSON body whose key
 * for the message is `Message` or `message`, depending on the error. */
#ifndef DAYFLY_HOST_SERVICE_SERVICE_ERROR_H
#define DAYFLY_HOST_SERVICE_SERVICE_ERROR_H

#include "common/compiler.h"

struct http_request;

enum service_error_kind {
    SERVICE_INVALID_PARAMETER,
    SERVICE_INVALID_PARAMETER_PLAIN, /* without the member `Type` */
    SERVICE_INVALID_REQUEST_CONTENT,
    SERVICE_VALIDATION,
    SERVICE_VALIDATION_OF_SCHEDULE, /* with the member `Message` */
    SERVICE_SERIALIZATION,
    SERVICE_NO_CODE_SIGNING,
    SERVICE_NOT_VERIFIED,
    SERVICE_POLICY_LENGTH,
    SERVICE_ACCESS_DENIED,
    SERVICE_MISSING_TOKEN,
    SERVICE_UNRECOGNIZED_CLIENT,
    SERVICE_INCOMPLETE_SIGNATURE,
    SERVICE_INVALID_SIGNATURE,
    SERVICE_NOT_FOUND,
    SERVICE_NOT_FOUND_PLAIN, /* without the member `Type` */
    SERVICE_NO_PROVISIONED,
    SERVICE_UNKNOWN_PATH,
    SERVICE_METHOD,
    SERVICE_CONFLICT,
    SERVICE_EXISTS,
    SERVICE_QUOTA,
    SERVICE_PRECONDITION,
    SERVICE_TOO_LARGE,
    SERVICE_ENTITY_TOO_LARGE,
    SERVICE_MEDIA_TYPE,
    SERVICE_HEADERS_TOO_LARGE,
    SERVICE_TOO_MANY,        /* by a limit of the function */
    SERVICE_TOO_MANY_IN_ALL, /* by that of the account */
    SERVICE_STOPPING,
    SERVICE_SERVICE,
};

/* Sends the error response; the message is formatted as by printf. Without
 * text it is null. */
void service_error_send(struct http_request *req, enum service_error_kind which,
                        const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The same with a text of up to 512 KB; that of service_error_send ends after 8
 * KB. */
void service_error_send_text(struct http_request *req,
                             enum service_error_kind which,
                             const char *sentence);

/* The same of SERVICE_METHOD; `allow`: the methods that the path has here, for
 * the header Allow; "": none, and no header. */
void service_error_send_method(struct http_request *req, const char *allow,
                               const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
