#include "host/service/service_error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/json/json_string.h"
#include "host/base/ids.h"
#include "host/http/http_request.h"
#include "host/http/http_server.h"
#include "host/query/query_reply.h"
#include "host/query/query_request.h"

#define RETRY_AFTER_S "1"

/* A character may need six bytes in JSON. */
enum { SENTENCE_SIZE = 8 * 1024, BODY_MAX = 6 * 512 * 1024 + 1024 };

static const struct kind {
    unsigned status;
    const char *name;
    const char *before; /* the body up to the message */
} kinds[] = {
    [SERVICE_INVALID_PARAMETER] = {400, "InvalidParameterValueException",
                                   "{\"Type\":\"User\",\"message\":"},
    [SERVICE_INVALID_PARAMETER_PLAIN] = {400, "InvalidParameterValueException",
                                         "{\"message\":"},
    [SERVICE_INVALID_REQUEST_CONTENT] = {400, "InvalidRequestContentException",
                                         "{\"Type\":\"User\",\"message\":"},
    [SERVICE_VALIDATION] = {400, "ValidationException", "{\"message\":"},
    [SERVICE_VALIDATION_OF_SCHEDULE] = {400, "ValidationException",
                                        "{\"Message\":"},
    [SERVICE_SERIALIZATION] = {400, "SerializationException", "{\"message\":"},
    [SERVICE_NO_CODE_SIGNING] = {404, "CodeSigningConfigNotFoundException",
                                 "{\"Type\":\"User\",\"Message\":"},
    [SERVICE_NOT_VERIFIED] = {400, "CodeVerificationFailedException",
                              "{\"Type\":\"User\",\"Message\":"},
    [SERVICE_POLICY_LENGTH] = {400, "PolicyLengthExceededException",
                               "{\"Type\":\"User\",\"message\":"},
    [SERVICE_ACCESS_DENIED] = {403, "AccessDeniedException", "{\"Message\":"},
    [SERVICE_MISSING_TOKEN] = {403, "MissingAuthenticationTokenException",
                               "{\"message\":"},
    [SERVICE_UNRECOGNIZED_CLIENT] = {403, "UnrecognizedClientException",
                                     "{\"message\":"},
    [SERVICE_INCOMPLETE_SIGNATURE] = {403, "IncompleteSignatureException",
                                      "{\"message\":"},
    [SERVICE_INVALID_SIGNATURE] = {403, "InvalidSignatureException",
                                   "{\"message\":"},
    [SERVICE_NOT_FOUND] = {404, "ResourceNotFoundException",
                           "{\"Type\":\"User\",\"Message\":"},
    [SERVICE_NOT_FOUND_PLAIN] = {404, "ResourceNotFoundException",
                                 "{\"Message\":"},
    [SERVICE_NO_PROVISIONED] = {404,
                                "ProvisionedConcurrencyConfigNotFoundException",
                                "{\"Type\":\"User\",\"message\":"},
    [SERVICE_UNKNOWN_PATH] = {404, "UnknownOperationException",
                              "{\"message\":"},
    [SERVICE_METHOD] = {405, "MethodNotAllowedException", "{\"message\":"},
    [SERVICE_CONFLICT] = {409, "ResourceConflictException",
                          "{\"Type\":\"User\",\"message\":"},
    [SERVICE_EXISTS] = {409, "ConflictException", "{\"Message\":"},
    [SERVICE_QUOTA] = {402, "ServiceQuotaExceededException", "{\"Message\":"},
    [SERVICE_PRECONDITION] = {412, "PreconditionFailedException",
                              "{\"Type\":\"User\",\"message\":"},
    [SERVICE_TOO_LARGE] = {413, "RequestTooLargeException",
                           "{\"Type\":\"User\",\"message\":"},
    [SERVICE_ENTITY_TOO_LARGE] = {413, "RequestEntityTooLargeException",
                                  "{\"Message\":"},
    [SERVICE_MEDIA_TYPE] = {415, "UnsupportedMediaTypeException",
                            "{\"Type\":\"User\",\"message\":"},
    [SERVICE_HEADERS_TOO_LARGE] = {431, "RequestHeaderSectionTooLarge",
                                   "{\"message\":"},
    [SERVICE_TOO_MANY] = {429, "TooManyRequestsException",
                          "{\"Reason\":\"ReservedFunctionConcurrent"
                          "InvocationLimitExceeded\","
                          "\"Type\":\"User\",\"message\":"},
    [SERVICE_TOO_MANY_IN_ALL] = {429, "TooManyRequestsException",
                                 "{\"Reason\":\"Concurrent"
                                 "InvocationLimitExceeded\","
                                 "\"Type\":\"User\",\"message\":"},
    [SERVICE_STOPPING] = {503, "ServiceUnavailableException",
                          "{\"Type\":\"Service\",\"Message\":"},
    [SERVICE_SERVICE] = {500, "ServiceException",
                         "{\"Type\":\"Service\",\"Message\":"},
};

/* Clients of the services at the path "/" look for the name in the body. */
static bool begin_body(struct buf *body, const struct http_request *req,
                       const struct kind *kind)
{
    return http_request_header(req, "X-Amz-Target")
               ? buf_printf(body, "{\"__type\":\"%s\",%s", kind->name,
                            kind->before + 1)
               : buf_add_str(body, kind->before);
}

/* The name in the Query protocol, which calls some of them otherwise. */
static const char *query_code(enum service_error_kind which)
{
    switch (which) {
    case SERVICE_ACCESS_DENIED:
        return "AccessDenied";
    case SERVICE_MISSING_TOKEN:
        return "MissingAuthenticationToken";
    case SERVICE_UNRECOGNIZED_CLIENT:
        return "InvalidClientTokenId";
    case SERVICE_INCOMPLETE_SIGNATURE:
        return "IncompleteSignature";
    case SERVICE_INVALID_SIGNATURE:
        return "SignatureDoesNotMatch";
    default:
        return kinds[which].name;
    }
}

/* `allow`: the value of that header; NULL: none. */
static void respond(struct http_request *req, enum service_error_kind which,
                    const char *allow, const char *sentence)
{
    const struct kind *kind = &kinds[which];
    AUTO(struct buf, buf_free) body = BUF(BODY_MAX);
    char id[UUID_SIZE];

    if (query_request_is(req)) {
        query_reply_error(req, kind->status, query_code(which), sentence);
        return;
    }
    uuid_make(id);
    (void)!(begin_body(&body, req, kind) &&
            (*sentence ? json_add_string(&body, sentence, strlen(sentence))
                       : buf_add_str(&body, "null")) &&
            buf_add_str(&body, "}"));
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"x-amzn-ErrorType", kind->name},
        {"x-amzn-RequestId", id},
        {"Retry-After",
         kind->status == 429 || kind->status == 503 ? RETRY_AFTER_S : NULL},
        {"Allow", allow},
    };
    http_respond(req, kind->status, fields, COUNT(fields),
                 http_body_from_buf(&body));
}

void service_error_send(struct http_request *req, enum service_error_kind which,
                        const char *fmt, ...)
{
    char sentence[SENTENCE_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(sentence, sizeof sentence, fmt, args);
    va_end(args);
    respond(req, which, NULL, sentence);
}

void service_error_send_text(struct http_request *req,
                             enum service_error_kind which,
                             const char *sentence)
{
    respond(req, which, NULL, sentence);
}

void service_error_send_method(struct http_request *req, const char *allow,
                               const char *fmt, ...)
{
    char sentence[SENTENCE_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(sentence, sizeof sentence, fmt, args);
    va_end(args);
    respond(req, SERVICE_METHOD, allow, sentence);
}
