#include "host/tracing/span_json.h"

#include <inttypes.h>
#include <string.h>

#include "common/json/json_string.h"
#include "common/version.h"

enum {
    KIND_INTERNAL = 1,
    KIND_SERVER = 2,
    KIND_CONSUMER = 5,
    STATUS_ERROR = 2
};

bool span_json_add_text(struct buf *out, const char *key, const char *value)
{
    return buf_add_str(out, "{\"key\":") &&
           json_add_string(out, key, strlen(key)) &&
           buf_add_str(out, ",\"value\":{\"stringValue\":") &&
           json_add_string(out, value, strlen(value)) && buf_add_str(out, "}}");
}

/* A number is a text in JSON, as all that have 64 bits. */
static bool add_number(struct buf *out, const char *key, int64_t value)
{
    return buf_printf(
        out, ",{\"key\":\"%s\",\"value\":{\"intValue\":\"%" PRId64 "\"}}", key,
        value);
}

static bool add_more(struct buf *out, const char *key, const char *value)
{
    return !value || !*value ||
           (buf_add_str(out, ",") && span_json_add_text(out, key, value));
}

static bool add_resource(struct buf *out, const struct trace_settings *settings,
                         const struct call_span *call)
{
    const char *service =
        settings->service.size > 0 ? settings->service.data : call->function;

    return buf_add_str(out, "{\"resource\":{\"attributes\":[") &&
           span_json_add_text(out, "service.name", service) &&
           add_more(out, "faas.name", call->function) &&
           add_more(out, "faas.version", call->version) &&
           add_number(out, "faas.max_memory",
                      (int64_t)call->memory_mb * 1024 * 1024) &&
           buf_add(out, settings->attributes.data, settings->attributes.size) &&
           buf_add_str(out,
                       "]},\"scopeSpans\":[{\"scope\":{\"name\":\"dayfly\","
                       "\"version\":\"" DAYFLY_VERSION "\"},\"spans\":[");
}

struct span {
    const char *id;
    const char *parent; /* "": none */
    const char *name;
    int kind;
    int64_t start_us;
    int64_t end_us;
};

/* Up to its attributes. */
static bool begin_span(struct buf *out, const char *trace_id,
                       const struct span *span)
{
    return buf_printf(out, "{\"traceId\":\"%s\",\"spanId\":\"%s\"", trace_id,
                      span->id) &&
           (!*span->parent ||
            buf_printf(out, ",\"parentSpanId\":\"%s\"", span->parent)) &&
           buf_add_str(out, ",\"name\":") &&
           json_add_string(out, span->name, strlen(span->name)) &&
           buf_printf(out,
                      ",\"kind\":%d,\"startTimeUnixNano\":\"%" PRId64
                      "000\",\"endTimeUnixNano\":\"%" PRId64 "000\"",
                      span->kind, span->start_us, span->end_us);
}

static bool add_child(struct buf *out, const char *trace_id,
                      const struct span *span)
{
    return buf_add_str(out, ",") && begin_span(out, trace_id, span) &&
           buf_add_str(out, "}");
}

static bool add_attributes(struct buf *out, const struct call_span *call)
{
    return buf_add_str(out, ",\"attributes\":[") &&
           span_json_add_text(out, "faas.invocation_id", call->request_id) &&
           add_more(out, "faas.trigger",
                    call->method     ? "http"
                    : call->is_event ? "pubsub"
                                     : "other") &&
           buf_printf(out,
                      ",{\"key\":\"faas.coldstart\",\"value\":{\"boolValue\":"
                      "%s}}",
                      call->init_us >= 0 ? "true" : "false") &&
           add_more(out, "cloud.resource_id", call->arn) &&
           add_more(out, "http.request.method", call->method) &&
           add_more(out, "url.path", call->path) &&
           (call->http_status == 0 ||
            add_number(out, "http.response.status_code", call->http_status)) &&
           add_more(out, "error.type", call->error) && buf_add_str(out, "]");
}

static bool add_status(struct buf *out, const struct call_span *call)
{
    return !call->error ||
           (buf_printf(out,
                       ",\"status\":{\"code\":%d,\"message\":", STATUS_ERROR) &&
            json_add_string(out, call->error, strlen(call->error)) &&
            buf_add_str(out, "}"));
}

static bool add_children(struct buf *out, const struct call_span *call,
                         unsigned *count)
{
    char init_id[SPAN_ID_SIZE];
    const struct trace_context *context = call->context;
    int64_t began_us = call->ended_us - call->duration_us;
    struct trace_context ids = *context;

    if (call->duration_us < 0)
        return true;
    if (began_us < call->arrived_us)
        began_us = call->arrived_us;
    const struct span handler = {.id = context->handler_id,
                                 .parent = context->span_id,
                                 .name = "invoke",
                                 .kind = KIND_INTERNAL,
                                 .start_us = began_us,
                                 .end_us = call->ended_us};
    *count += 1;
    if (!add_child(out, context->trace_id, &handler))
        return false;
    if (call->init_us < 0)
        return true;
    trace_context_begin(&ids);
    memcpy(init_id, ids.span_id, sizeof init_id);
    /* A start may have begun before the invocation has come. */
    int64_t init_at_us = began_us - call->init_us;
    const struct span init = {.id = init_id,
                              .parent = context->span_id,
                              .name = "init",
                              .kind = KIND_INTERNAL,
                              .start_us = init_at_us > call->arrived_us
                                              ? init_at_us
                                              : call->arrived_us,
                              .end_us = began_us};
    *count += 1;
    return add_child(out, context->trace_id, &init);
}

bool span_json_add(struct buf *out, const struct trace_settings *settings,
                   const struct call_span *call, unsigned *count)
{
    const struct trace_context *context = call->context;
    const struct span root = {.id = context->span_id,
                              .parent = context->parent_id,
                              .name = call->function,
                              .kind =
                                  call->is_event ? KIND_CONSUMER : KIND_SERVER,
                              .start_us = call->arrived_us,
                              .end_us = call->ended_us};

    *count = 1;
    return add_resource(out, settings, call) &&
           begin_span(out, context->trace_id, &root) &&
           add_attributes(out, call) && add_status(out, call) &&
           buf_add_str(out, "}") && add_children(out, call, count) &&
           buf_add_str(out, "]}]}");
}
