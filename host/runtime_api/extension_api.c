#include "host/runtime_api/extension_api.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "host/base/json_text.h"
#include "host/runner/runner_internal.h"
#include "host/runtime_api/runtime_reply.h"

#define ID_HEADER "Lambda-Extension-Identifier"
#define ERROR_HEADER "Lambda-Extension-Function-Error-Type"

/* What its body asks for: false when it cannot, and that was answered. Where
 * several events run at once, no extension is told of them. */
static bool read_events(const struct runner *l, struct http_request *r,
                        bool *hears)
{
    json_error_t error;
    json_t *root = json_loadb(r->body.data, r->body.size, 0, &error);
    json_t *events = json_object_get(root, "events");
    char wrong[96] = "";
    bool sound = json_is_object(root) &&
                 (!events || json_is_null(events) || json_is_array(events));

    *hears = false;
    for (size_t i = 0; sound && i < json_array_size(events) && !*wrong; i++) {
        const char *name = json_string_value(json_array_get(events, i));
        if (name && !strcmp(name, "INVOKE") && !runner_is_concurrent(l))
            *hears = true;
        else
            (void)snprintf(wrong, sizeof wrong, "%.30s: %s", name ? name : "",
                           name && !strcmp(name, "SHUTDOWN")
                               ? "ShutdownEventNotSupportedForInternalExtension"
                               : "ErrorInvalidEventType");
    }
    json_decref(root);
    if (!sound)
        runtime_reply_error(r, 403, "InvalidRequestFormat",
                            root ? "\"events\" must be an array" : error.text);
    else if (*wrong)
        runtime_reply_error(r, 403, "Extension.InvalidEventType", wrong);
    return sound && !*wrong;
}

static bool may_register(struct runner *l, struct http_request *r)
{
    if (!runner_is_starting(l)) {
        runtime_reply_error(r, 403, "Extension.RegistrationClosed",
                            "Extension registration closed already");
        return false;
    }
    if (!l->extensions)
        l->extensions = mem_new(1, sizeof *l->extensions);
    if (!l->extensions)
        runtime_reply_error(r, 500, "InternalServerError", "Memory is short");
    return l->extensions != NULL;
}

/* NULL: refused. */
static struct extension *add(struct runner *l, struct http_request *r)
{
    const char *name = http_request_header(r, "Lambda-Extension-Name");
    struct extension *added = NULL;

    switch (extensions_add(l->extensions, name ? name : "", &added)) {
    case EXTENSION_TAKEN:
        break;
    case EXTENSION_NO_NAME:
        runtime_reply_error(r, 403, "Extension.InvalidExtensionName",
                            name && *name ? "Extension name is too long"
                                          : "Empty extension name");
        break;
    case EXTENSION_TWICE:
        runtime_reply_error(r, 403, "Extension.InvalidExtensionState",
                            "Extension with this name already registered");
        break;
    case EXTENSION_TOO_MANY:
        runtime_reply_error(r, 403, "Extension.TooManyExtensions",
                            "Extension limit (10) reached");
        break;
    }
    return added;
}

static bool put_member(struct buf *out, const char *name, const char *value)
{
    return buf_printf(out, "%s\"%s\":", out->size > 1 ? "," : "", name) &&
           json_add_string(out, value, strlen(value));
}

static void answer_registered(const struct runner *l, struct http_request *r,
                              const struct extension *x)
{
    AUTO(struct buf, buf_free) body = BUF(4096);
    const char *feature =
        http_request_header(r, "Lambda-Extension-Accept-Feature");
    const struct http_field fields[] = {{"Content-Type", "application/json"},
                                        {ID_HEADER, x->id}};

    (void)!(buf_add_str(&body, "{") &&
            put_member(&body, "functionName", l->fn->name) &&
            put_member(&body, "functionVersion", "$LATEST") &&
            put_member(&body, "handler", l->fn->handler) &&
            (!feature || strcmp(feature, "accountId") != 0 ||
             put_member(&body, "accountId", "000000000000")) &&
            buf_add_str(&body, "}\n"));
    http_respond(r, 200, fields, COUNT(fields), http_body_from_buf(&body));
}

void extension_api_register(struct runner *l, struct http_request *r,
                            const struct request_path *t)
{
    struct extension *x;
    bool hears;

    (void)t;
    if (!may_register(l, r) || !read_events(l, r, &hears) || !(x = add(l, r)))
        return;
    x->hears = hears;
    answer_registered(l, r, x);
}

/* NULL: refused. */
static struct extension *who_asks(struct runner *l, struct http_request *r)
{
    const char *id = http_request_header(r, ID_HEADER);
    char text[64];

    if (!id || !*id) {
        runtime_reply_error(r, 403, "Extension.MissingExtensionIdentifier",
                            "Missing " ID_HEADER " header");
        return NULL;
    }
    if (!uuid_is_valid(id)) {
        runtime_reply_error(r, 403, "Extension.InvalidExtensionIdentifier",
                            "Invalid " ID_HEADER);
        return NULL;
    }
    struct extension *x = extensions_find(l->extensions, id);
    (void)snprintf(text, sizeof text, "Unknown extension %s", id);
    if (!x)
        runtime_reply_error(r, 403, "Extension.UnknownExtensionIdentifier",
                            text);
    return x;
}

static bool step(struct extension *x, struct http_request *r,
                 enum extension_step step)
{
    char text[256];

    if (extension_step(&x->state, step))
        return true;
    (void)snprintf(text, sizeof text,
                   "State transition from %s to %s failed for extension %s. "
                   "Error: State transition is not allowed",
                   extension_state_name(x->state), extension_step_target(step),
                   x->id);
    runtime_reply_error(r, 403, "Extension.InvalidExtensionState", text);
    return false;
}

static bool put_event(struct buf *out, const struct invocation *c)
{
    return buf_printf(out, "{\"eventType\":\"INVOKE\",\"deadlineMs\":%s",
                      c->deadline) &&
           put_member(out, "requestId", c->request_id) &&
           put_member(out, "invokedFunctionArn", c->arn) &&
           buf_add_str(out, ",\"tracing\":{\"type\":\"X-Amzn-Trace-Id\"") &&
           put_member(out, "value", c->trace.data) && buf_add_str(out, "}}");
}

static void tell(const struct runner *l, struct extension *x)
{
    AUTO(struct buf, buf_free) body = BUF(4 * (size_t)INVOCATION_HEADER_MAX);
    struct http_request *r = x->waiting;
    char id[UUID_SIZE];
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"Lambda-Extension-Event-Identifier", id},
    };

    uuid_make(id);
    x->owed = false;
    x->waiting = NULL;
    x->state = EXTENSION_RUNNING;
    (void)!put_event(&body, l->turns[0].call);
    http_respond(r, 200, fields, COUNT(fields), http_body_from_buf(&body));
}

/* Its `next` was answered, or its connection is gone: it may ask again. */
static void over(struct http_request *r)
{
    struct runner *l = r->own;

    for (size_t i = 0; l->extensions && i < l->extensions->count; i++) {
        struct extension *x = &l->extensions->list[i];
        if (x->waiting != r)
            continue;
        x->waiting = NULL;
        x->state = EXTENSION_RUNNING;
    }
}

void extension_api_next(struct runner *l, struct http_request *r,
                        const struct request_path *t)
{
    struct extension *x = who_asks(l, r);

    (void)t;
    if (!x || !step(x, r, EXTENSION_NEXT))
        return;
    x->waiting = r;
    r->own = l;
    r->over = over;
    if (x->owed && l->turns[0].call && l->turns[0].handed)
        tell(l, x);
}

static void heed_error(struct runner *l, struct http_request *r,
                       enum extension_step which)
{
    AUTO(struct buf, buf_free) line = BUF(512);
    const char *type = http_request_header(r, ERROR_HEADER);
    struct extension *x = who_asks(l, r);

    if (!x)
        return;
    if (!type || !*type) {
        runtime_reply_error(r, 403, "Extension.MissingHeader",
                            ERROR_HEADER " not found");
        return;
    }
    if (!step(x, r, which))
        return;
    if (buf_printf(&line, "dayfly: the extension %.64s failed: %.128s", x->name,
                   type))
        runner_on_line(l, line.data, line.size);
    runtime_reply_ok(r);
}

void extension_api_init_error(struct runner *l, struct http_request *r,
                              const struct request_path *t)
{
    (void)t;
    heed_error(l, r, EXTENSION_FAIL_INIT);
}

void extension_api_exit_error(struct runner *l, struct http_request *r,
                              const struct request_path *t)
{
    (void)t;
    heed_error(l, r, EXTENSION_FAIL_EXIT);
}

void extension_api_no_logs(struct runner *l, struct http_request *r,
                           const struct request_path *t)
{
    (void)l;
    (void)t;
    runtime_reply_error(r, 202, "Logs.NotSupported",
                        "Logs API is not supported");
}

void extension_api_no_telemetry(struct runner *l, struct http_request *r,
                                const struct request_path *t)
{
    (void)l;
    (void)t;
    runtime_reply_error(r, 202, "Telemetry.NotSupported",
                        "Telemetry API is not supported");
}

void extension_api_notify_invoke(struct runner *l)
{
    if (runner_is_concurrent(l))
        return;
    for (size_t i = 0; l->extensions && i < l->extensions->count; i++) {
        struct extension *x = &l->extensions->list[i];
        x->owed = x->hears;
        if (x->owed && x->waiting)
            tell(l, x);
    }
}

void extension_api_reset(struct runner *l)
{
    for (size_t i = 0; l->extensions && i < l->extensions->count; i++) {
        struct http_request *r = l->extensions->list[i].waiting;
        l->extensions->list[i].waiting = NULL;
        if (r)
            http_respond(r, 410, NULL, 0, (struct http_body){.bytes = ""});
    }
    mem_free(l->extensions);
    l->extensions = NULL;
}
