#include "host/events/event_record.h"

#include <string.h>

#include "common/clock.h"
#include "common/json/json_check.h"
#include "common/json/json_string.h"

static bool add_text(struct buf *out, const char *before, const char *text)
{
    return buf_add_str(out, before) && json_add_string(out, text, strlen(text));
}

/* A runtime may answer with anything. */
static bool add_payload(struct buf *out, const char *before,
                        const struct buf *payload)
{
    struct error ignored = ERROR_NONE;

    if (!buf_add_str(out, before))
        return false;
    if (payload->size == 0)
        return buf_add_str(out, "null");
    return json_check(payload->data, payload->size, &ignored)
               ? buf_add(out, payload->data, payload->size)
               : json_add_string(out, payload->data, payload->size);
}

static bool add_response(struct buf *out, const struct event_record *record)
{
    return !record->version ||
           (add_text(out,
                     ",\"responseContext\":{\"statusCode\":200,"
                     "\"executedVersion\":",
                     record->version) &&
            (!record->failed ||
             add_text(out, ",\"functionError\":", "Unhandled")) &&
            buf_add_str(out, "}") &&
            (!record->response ||
             add_payload(out, ",\"responsePayload\":", record->response)));
}

bool event_record_add(struct buf *out, const struct event_record *record)
{
    char now[CLOCK_TEXT_SIZE];

    clock_text(record->now_ms, now);
    return add_text(out, "{\"version\":\"1.0\",\"timestamp\":", now) &&
           add_text(out, ",\"requestContext\":{\"requestId\":",
                    record->request_id) &&
           add_text(out, ",\"functionArn\":", record->arn) &&
           add_text(out, ",\"condition\":", record->condition) &&
           buf_printf(out, ",\"approximateInvokeCount\":%u}", record->count) &&
           add_payload(out, ",\"requestPayload\":", record->request) &&
           add_response(out, record) && buf_add_str(out, "}");
}

bool event_record_add_attributes(struct buf *out, const char *request_id,
                                 const char *message)
{
    return add_text(out,
                    "{\"RequestID\":{\"DataType\":\"String\","
                    "\"StringValue\":",
                    request_id) &&
           add_text(out,
                    "},\"ErrorCode\":{\"DataType\":\"Number\","
                    "\"StringValue\":\"200\"},"
                    "\"ErrorMessage\":{\"DataType\":\"String\","
                    "\"StringValue\":",
                    message) &&
           buf_add_str(out, "}}");
}
