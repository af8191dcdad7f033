#include "host/sqs/sqs_call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/json/json_string.h"
#include "host/base/ids.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"
#include "host/service/service_context.h"

enum { MESSAGE_SIZE = 4096, URL_SIZE = 512 };

#define SQS "com.amazonaws.sqs#"
#define CORAL "com.amazon.coral.service#"
#define OLD "AWS.SimpleQueueService."

static const struct {
    const char *type;
    const char *code;
} faults[] = {
    [SQS_NO_QUEUE] = {SQS "QueueDoesNotExist", OLD "NonExistentQueue"},
    [SQS_QUEUE_EXISTS] = {SQS "QueueNameExists", "QueueAlreadyExists"},
    [SQS_NO_ATTRIBUTE] = {SQS "InvalidAttributeName", "InvalidAttributeName"},
    [SQS_BAD_ATTRIBUTE] = {SQS "InvalidAttributeValue",
                           "InvalidAttributeValue"},
    [SQS_BAD_VALUE] = {CORAL "InvalidParameterValueException",
                       "InvalidParameterValue"},
    [SQS_MISSING] = {CORAL "MissingRequiredParameterException",
                     "MissingParameter"},
    [SQS_BAD_RECEIPT] = {SQS "ReceiptHandleIsInvalid",
                         "ReceiptHandleIsInvalid"},
    [SQS_NOT_IN_FLIGHT] = {SQS "MessageNotInflight", OLD "MessageNotInflight"},
    [SQS_BAD_CONTENT] = {SQS "InvalidMessageContents",
                         "InvalidMessageContents"},
    [SQS_TOO_MANY_ENTRIES] = {SQS "TooManyEntriesInBatchRequest",
                              OLD "TooManyEntriesInBatchRequest"},
    [SQS_EMPTY_BATCH] = {SQS "EmptyBatchRequest", OLD "EmptyBatchRequest"},
    [SQS_SAME_IDS] = {SQS "BatchEntryIdsNotDistinct",
                      OLD "BatchEntryIdsNotDistinct"},
    [SQS_BAD_ID] = {SQS "InvalidBatchEntryId", OLD "InvalidBatchEntryId"},
    [SQS_BATCH_TOO_LONG] = {SQS "BatchRequestTooLong",
                            OLD "BatchRequestTooLong"},
    [SQS_OVER_LIMIT] = {SQS "OverLimit", "OverLimit"},
    [SQS_NO_RESOURCE] = {SQS "ResourceNotFoundException",
                         "ResourceNotFoundException"},
    [SQS_UNSUPPORTED] = {SQS "UnsupportedOperation",
                         OLD "UnsupportedOperation"},
    [SQS_SERIALIZATION] = {CORAL "SerializationException", "MalformedInput"},
    [SQS_INTERNAL] = {CORAL "InternalFailure", "InternalFailure"},
};

const char *sqs_fault_code(enum sqs_fault fault)
{
    return faults[fault].code;
}

static void respond(struct http_request *req, unsigned status,
                    const char *query, struct http_body body)
{
    char id[UUID_SIZE];
    const struct http_field fields[] = {
        {"Content-Type", "application/x-amz-json-1.0"},
        {"x-amzn-query-error", query},
        {"x-amzn-RequestId", id}};

    uuid_make(id);
    http_respond(req, status, fields, COUNT(fields), body);
}

static void send_error(struct http_request *req, enum sqs_fault fault,
                       const char *message)
{
    AUTO(struct buf, buf_free) body = BUF((size_t)32 * 1024);
    bool is_ours = fault == SQS_INTERNAL;
    char query[128];

    (void)snprintf(query, sizeof query, "%s;%s", faults[fault].code,
                   is_ours ? "Receiver" : "Sender");
    (void)!(buf_printf(&body,
                       "{\"__type\":\"%s\",\"message\":", faults[fault].type) &&
            json_add_string(&body, message, strlen(message)) &&
            buf_add_str(&body, "}"));
    respond(req, is_ours ? 500 : 400, query, http_body_from_buf(&body));
}

void sqs_error(struct http_request *req, enum sqs_fault fault, const char *fmt,
               ...)
{
    char message[MESSAGE_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    send_error(req, fault, message);
}

void sqs_call_fail(struct sqs_call *call, enum sqs_fault fault, const char *fmt,
                   ...)
{
    char message[MESSAGE_SIZE];
    va_list args;

    if (call->failed)
        return;
    call->failed = true;
    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    send_error(call->req, fault, message);
}

void sqs_reply(struct http_request *req, json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;

    json_decref(value);
    if (text)
        respond(req, 200, NULL,
                (struct http_body){.bytes = text,
                                   .size = strlen(text),
                                   .on_done = mem_free,
                                   .self = text});
    else
        sqs_error(req, SQS_INTERNAL, "Out of memory.");
}

void sqs_not_kept(struct http_request *req, const char *why)
{
    sqs_error(req, SQS_INTERNAL,
              "dayfly cannot write its disk, so nothing has changed: %s", why);
}

static const json_t *member(const struct sqs_call *call, const json_t *object,
                            const char *name)
{
    const json_t *value = call->failed ? NULL : json_object_get(object, name);

    return json_is_null(value) ? NULL : value;
}

static void bad_type(struct sqs_call *call, const char *name, const char *type)
{
    sqs_call_fail(call, SQS_SERIALIZATION, "%s must be %s.", name, type);
}

const char *sqs_call_text(struct sqs_call *call, const json_t *object,
                          const char *name)
{
    const json_t *value = member(call, object, name);

    if (value && !json_is_string(value))
        bad_type(call, name, "a string");
    return json_string_value(value);
}

const char *sqs_call_needed(struct sqs_call *call, const json_t *object,
                            const char *name)
{
    const char *text = sqs_call_text(call, object, name);

    if (text && *text)
        return text;
    sqs_call_fail(call, SQS_MISSING,
                  "The request must contain the parameter %s.", name);
    return NULL;
}

const json_t *sqs_call_list(struct sqs_call *call, const json_t *object,
                            const char *name)
{
    const json_t *value = member(call, object, name);

    if (value && !json_is_array(value))
        bad_type(call, name, "a list");
    return call->failed ? NULL : value;
}

const json_t *sqs_call_map(struct sqs_call *call, const json_t *object,
                           const char *name, bool deep)
{
    const json_t *value = member(call, object, name);
    const char *key;
    json_t *item;

    if (value && !json_is_object(value))
        bad_type(call, name, "an object");
    json_object_foreach((json_t *)value, key, item)
    {
        if (deep ? !json_is_object(item) : !json_is_string(item))
            bad_type(call, name,
                     deep ? "an object of objects" : "an object of strings");
    }
    return call->failed ? NULL : value;
}

int64_t sqs_call_number(struct sqs_call *call, const json_t *object,
                        const char *name, int64_t least, int64_t most,
                        int64_t otherwise)
{
    const json_t *value = member(call, object, name);

    if (!value)
        return otherwise;
    if (!json_is_integer(value)) {
        bad_type(call, name, "a whole number");
        return otherwise;
    }
    int64_t number = json_integer_value(value);
    if (number >= least && number <= most)
        return number;
    sqs_call_fail(call, SQS_BAD_VALUE,
                  "Value %lld for parameter %s is invalid. Reason: Must be "
                  "between %lld and %lld, if provided.",
                  (long long)number, name, (long long)least, (long long)most);
    return otherwise;
}

struct message_queue *sqs_call_queue(struct sqs_call *call)
{
    const char *url = sqs_call_needed(call, call->root, "QueueUrl");
    const char *slash = url ? strrchr(url, '/') : NULL;
    struct message_queue *queue =
        url ? message_queues_find(call->queues, slash ? slash + 1 : url) : NULL;

    if (!queue)
        sqs_call_fail(call, SQS_NO_QUEUE,
                      "The specified queue does not exist.");
    return queue;
}

struct message_queue *sqs_call_queue_arn(struct sqs_call *call,
                                         const char *name)
{
    const char *arn = sqs_call_text(call, call->root, name);
    struct message_queue *queue =
        arn ? message_queues_find_arn(call->queues, arn) : NULL;

    if (arn && !queue)
        sqs_call_fail(call, SQS_NO_RESOURCE,
                      "The resource that you specified for the %s parameter "
                      "doesn't exist.",
                      name);
    return queue;
}

json_t *sqs_call_url(const struct sqs_call *call, const char *name)
{
    const char *host = http_request_host(call->req);
    char url[URL_SIZE];

    if (host)
        (void)snprintf(url, sizeof url, "%s://%.300s/" QUEUE_ACCOUNT "/%s",
                       http_request_is_secure(call->req) ? "https" : "http",
                       host, name);
    else
        (void)snprintf(url, sizeof url, "%s/" QUEUE_ACCOUNT "/%s",
                       call->service->base, name);
    return json_string(url);
}
