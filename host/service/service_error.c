#include "host/service/service_error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host/runtime/invocation.h"
#include "host/http/http_server.h"
#include "host/base/json_text.h"

static const struct kind {
    unsigned status;
    const char *name;
    const char *before; /* what stands before the sentence in the body */
} kinds[] = {
    [AWS_INVALID_PARAMETER] = {400, "InvalidParameterValueException",
                               "{\"Type\":\"User\",\"message\":"},
    [AWS_INVALID_REQUEST_CONTENT] = {400, "InvalidRequestContentException",
                                     "{\"Type\":\"User\",\"message\":"},
    [AWS_VALIDATION] = {400, "ValidationException", "{\"message\":"},
    [AWS_ACCESS_DENIED] = {403, "AccessDeniedException", "{\"Message\":"},
    [AWS_NOT_FOUND] = {404, "ResourceNotFoundException",
                       "{\"Type\":\"User\",\"Message\":"},
    [AWS_UNKNOWN_PATH] = {404, "UnknownOperationException", "{\"message\":"},
    [AWS_METHOD] = {405, "MethodNotAllowedException", "{\"message\":"},
    [AWS_TOO_LARGE] = {413, "RequestTooLargeException",
                       "{\"Type\":\"User\",\"message\":"},
    [AWS_ENTITY_TOO_LARGE] = {413, "RequestEntityTooLargeException",
                              "{\"Message\":"},
    [AWS_MEDIA_TYPE] = {415, "UnsupportedMediaTypeException",
                        "{\"Type\":\"User\",\"message\":"},
    [AWS_HEADERS_TOO_LARGE] = {431, "RequestHeaderSectionTooLarge",
                               "{\"message\":"},
    [AWS_TOO_MANY] = {429, "TooManyRequestsException",
                      "{\"Reason\":\"ReservedFunctionConcurrent"
                      "InvocationLimitExceeded\","
                      "\"Type\":\"User\",\"message\":"},
    [AWS_SERVICE] = {500, "ServiceException",
                     "{\"Type\":\"Service\",\"Message\":"},
};

void aws_refuse(struct request *r, enum aws_error which, const char *fmt, ...)
{
    const struct kind *kind = &kinds[which];
    AUTO(struct buf, buf_free) body = BUF(16 * 1024);
    char sentence[2048];
    char id[UUID_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(sentence, sizeof sentence, fmt, args);
    va_end(args);
    uuid_make(id);
    (void)!(buf_text(&body, kind->before) &&
            json_put_string(&body, sentence, strlen(sentence)) &&
            buf_text(&body, "}"));
    const struct field fields[] = {
        {"Content-Type", "application/json"},
        {"x-amzn-ErrorType", kind->name},
        {"x-amzn-RequestId", id},
    };
    request_answer(r, kind->status, fields, COUNT(fields), payload_from(&body));
}
