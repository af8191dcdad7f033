#include "host/sqs/sqs_answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/json/json_string.h"
#include "host/base/ids.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"
#include "host/query/query_reply.h"
#include "host/query/query_request.h"
#include "host/sqs/sqs_shapes.h"

enum { MESSAGE_SIZE = 4096 };

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
    [SQS_PURGING] = {SQS "PurgeQueueInProgress", OLD "PurgeQueueInProgress"},
    [SQS_NO_RESOURCE] = {SQS "ResourceNotFoundException",
                         "ResourceNotFoundException"},
    [SQS_UNSUPPORTED] = {SQS "UnsupportedOperation",
                         OLD "UnsupportedOperation"},
    [SQS_SERIALIZATION] = {CORAL "SerializationException", "MalformedInput"},
    [SQS_INTERNAL] = {CORAL "InternalFailure", "InternalFailure"},
};

static unsigned status_of(enum sqs_fault fault)
{
    switch (fault) {
    case SQS_PURGING:
        return 403;
    case SQS_NO_RESOURCE:
        return 404;
    case SQS_INTERNAL:
        return 500;
    default:
        return 400;
    }
}

const char *sqs_fault_code(enum sqs_fault fault)
{
    return faults[fault].code;
}

static void respond_json(struct http_request *req, unsigned status,
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

static void send_error_json(struct http_request *req, enum sqs_fault fault,
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
    respond_json(req, status_of(fault), query, http_body_from_buf(&body));
}

void sqs_error(struct http_request *req, enum sqs_fault fault, const char *fmt,
               ...)
{
    char message[MESSAGE_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    if (query_request_is(req))
        query_reply_error(req, status_of(fault), faults[fault].code, message);
    else
        send_error_json(req, fault, message);
}

/* Takes the value. */
static void reply_json(struct http_request *req, json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);

    json_decref(value);
    if (text)
        respond_json(req, 200, NULL,
                     (struct http_body){.bytes = text,
                                        .size = strlen(text),
                                        .on_done = mem_free,
                                        .self = text});
    else
        sqs_error(req, SQS_INTERNAL, "Out of memory.");
}

void sqs_reply(struct http_request *req, json_t *value)
{
    char name[QUERY_ACTION_SIZE];
    const struct query_action *action;

    if (!value) {
        sqs_error(req, SQS_INTERNAL, "Out of memory.");
        return;
    }
    if (!query_request_is(req)) {
        reply_json(req, value);
        return;
    }
    query_request_action(req, name);
    action = sqs_shapes_find(name);
    if (action)
        query_reply(req, SQS_XML_NAMESPACE, action, value);
    else
        sqs_error(req, SQS_UNSUPPORTED, "The action %s has no answer.", name);
    json_decref(value);
}

void sqs_not_kept(struct http_request *req, const char *why)
{
    sqs_error(req, SQS_INTERNAL,
              "dayfly cannot write its disk, so nothing has changed: %s", why);
}
