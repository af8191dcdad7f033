#include "host/sqs/sqs_call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host/http/http_request.h"
#include "host/service/service_context.h"

enum { MESSAGE_SIZE = 4096, URL_SIZE = 512 };

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
    sqs_error(call->req, fault, "%s", message);
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
    if (least == 0)
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Value %lld for parameter %s is invalid. Reason: Must be "
                      ">= 0 and <= %lld, if provided.",
                      (long long)number, name, (long long)most);
    else
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Value %lld for parameter %s is invalid. Reason: Must be "
                      "between %lld and %lld, if provided.",
                      (long long)number, name, (long long)least,
                      (long long)most);
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
                                         const json_t *object, const char *name)
{
    const char *arn = sqs_call_text(call, object, name);
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
