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
static bool read_events(const struct runner *runner, struct http_request *req,
                        bool *hears)
{
    json_error_t error;
    json_t *root = json_loadb(req->body.data, req->body.size, 0, &error);
    json_t *events = json_object_get(root, "events");
    char wrong[96] = "";
    bool sound = json_is_object(root) &&
                 (!events || json_is_null(events) || json_is_array(events));

    *hears = false;
    for (size_t i = 0; sound && i < json_array_size(events) && !*wrong; i++) {
        const char *name = json_string_value(json_array_get(events, i));
        if (name && !strcmp(name, "INVOKE") && !runner_is_concurrent(runner))
            *hears = true;
        else
            (void)snprintf(wrong, sizeof wrong, "%.30s: %s", name ? name : "",
                           name && !strcmp(name, "SHUTDOWN")
                               ? "ShutdownEventNotSupportedForInternalExtension"
                               : "ErrorInvalidEventType");
    }
    json_decref(root);
    if (!sound)
        runtime_reply_error(req, 403, "InvalidRequestFormat",
                            root ? "\"events\" must be an array" : error.text);
    else if (*wrong)
        runtime_reply_error(req, 403, "Extension.InvalidEventType", wrong);
    return sound && !*wrong;
}

static bool may_register(struct runner *runner, struct http_request *req)
{
    if (!runner_is_starting(runner)) {
        runtime_reply_error(req, 403, "Extension.RegistrationClosed",
                            "Extension registration closed already");
        return false;
    }
    if (!runner->extensions)
        runner->extensions = mem_new(1, sizeof *runner->extensions);
    if (!runner->extensions)
        runtime_reply_error(req, 500, "InternalServerError", "Memory is short");
    return runner->extensions != NULL;
}

/* NULL: refused. */
static struct extension *add(struct runner *runner, struct http_request *req)
{
    const char *name = http_request_header(req, "Lambda-Extension-Name");
    struct extension *added = NULL;

    switch (extensions_add(runner->extensions, name ? name : "", &added)) {
    case EXTENSION_TAKEN:
        break;
    case EXTENSION_NO_NAME:
        runtime_reply_error(req, 403, "Extension.InvalidExtensionName",
                            name && *name ? "Extension name is too long"
                                          : "Empty extension name");
        break;
    case EXTENSION_TWICE:
        runtime_reply_error(req, 403, "Extension.InvalidExtensionState",
                            "Extension with this name already registered");
        break;
    case EXTENSION_TOO_MANY:
        runtime_reply_error(req, 403, "Extension.TooManyExtensions",
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

static void answer_registered(const struct runner *runner,
                              struct http_request *req,
                              const struct extension *x)
{
    AUTO(struct buf, buf_free) body = BUF(4096);
    const char *feature =
        http_request_header(req, "Lambda-Extension-Accept-Feature");
    const struct http_field fields[] = {{"Content-Type", "application/json"},
                                        {ID_HEADER, x->id}};

    (void)!(buf_add_str(&body, "{") &&
            put_member(&body, "functionName", runner->function->name) &&
            put_member(&body, "functionVersion", "$LATEST") &&
            put_member(&body, "handler", runner->function->handler) &&
            (!feature || strcmp(feature, "accountId") != 0 ||
             put_member(&body, "accountId", "000000000000")) &&
            buf_add_str(&body, "}\n"));
    http_respond(req, 200, fields, COUNT(fields), http_body_from_buf(&body));
}

void extension_api_register(struct runner *runner, struct http_request *req,
                            const struct request_path *path)
{
    struct extension *x;
    bool hears;

    (void)path;
    if (!may_register(runner, req) || !read_events(runner, req, &hears) ||
        !(x = add(runner, req)))
        return;
    x->subscribed = hears;
    answer_registered(runner, req, x);
}

/* NULL: refused. */
static struct extension *who_asks(struct runner *runner,
                                  struct http_request *req)
{
    const char *id = http_request_header(req, ID_HEADER);
    char text[64];

    if (!id || !*id) {
        runtime_reply_error(req, 403, "Extension.MissingExtensionIdentifier",
                            "Missing " ID_HEADER " header");
        return NULL;
    }
    if (!uuid_is_valid(id)) {
        runtime_reply_error(req, 403, "Extension.InvalidExtensionIdentifier",
                            "Invalid " ID_HEADER);
        return NULL;
    }
    struct extension *x = extensions_find(runner->extensions, id);
    (void)snprintf(text, sizeof text, "Unknown extension %s", id);
    if (!x)
        runtime_reply_error(req, 403, "Extension.UnknownExtensionIdentifier",
                            text);
    return x;
}

static bool step(struct extension *x, struct http_request *req,
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
    runtime_reply_error(req, 403, "Extension.InvalidExtensionState", text);
    return false;
}

static bool put_event(struct buf *out, const struct invocation *inv)
{
    return buf_printf(out, "{\"eventType\":\"INVOKE\",\"deadlineMs\":%s",
                      inv->deadline) &&
           put_member(out, "requestId", inv->request_id) &&
           put_member(out, "invokedFunctionArn", inv->arn) &&
           buf_add_str(out, ",\"tracing\":{\"type\":\"X-Amzn-Trace-Id\"") &&
           put_member(out, "value", inv->trace_id.data) &&
           buf_add_str(out, "}}");
}

static void tell(const struct runner *runner, struct extension *x)
{
    AUTO(struct buf, buf_free) body = BUF(4 * (size_t)INVOCATION_HEADER_MAX);
    struct http_request *req = x->next_request;
    char id[UUID_SIZE];
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"Lambda-Extension-Event-Identifier", id},
    };

    uuid_make(id);
    x->has_pending_event = false;
    x->next_request = NULL;
    x->state = EXTENSION_RUNNING;
    (void)!put_event(&body, runner->executions[0].invocation);
    http_respond(req, 200, fields, COUNT(fields), http_body_from_buf(&body));
}

/* Its `next` was answered, or its connection is gone: it may ask again. */
static void over(struct http_request *req)
{
    struct runner *runner = req->user_data;

    for (size_t i = 0; runner->extensions && i < runner->extensions->count;
         i++) {
        struct extension *x = &runner->extensions->list[i];
        if (x->next_request != req)
            continue;
        x->next_request = NULL;
        x->state = EXTENSION_RUNNING;
    }
}

void extension_api_next(struct runner *runner, struct http_request *req,
                        const struct request_path *path)
{
    struct extension *x = who_asks(runner, req);

    (void)path;
    if (!x || !step(x, req, EXTENSION_NEXT))
        return;
    x->next_request = req;
    req->user_data = runner;
    req->on_closed = over;
    if (x->has_pending_event && runner->executions[0].invocation &&
        runner->executions[0].dispatched)
        tell(runner, x);
}

static void heed_error(struct runner *runner, struct http_request *req,
                       enum extension_step which)
{
    AUTO(struct buf, buf_free) line = BUF(512);
    const char *type = http_request_header(req, ERROR_HEADER);
    struct extension *x = who_asks(runner, req);

    if (!x)
        return;
    if (!type || !*type) {
        runtime_reply_error(req, 403, "Extension.MissingHeader",
                            ERROR_HEADER " not found");
        return;
    }
    if (!step(x, req, which))
        return;
    if (buf_printf(&line, "dayfly: the extension %.64s failed: %.128s", x->name,
                   type))
        runner_on_line(runner, line.data, line.size);
    runtime_reply_ok(req);
}

void extension_api_init_error(struct runner *runner, struct http_request *req,
                              const struct request_path *path)
{
    (void)path;
    heed_error(runner, req, EXTENSION_FAIL_INIT);
}

void extension_api_exit_error(struct runner *runner, struct http_request *req,
                              const struct request_path *path)
{
    (void)path;
    heed_error(runner, req, EXTENSION_FAIL_EXIT);
}

void extension_api_no_logs(struct runner *runner, struct http_request *req,
                           const struct request_path *path)
{
    (void)runner;
    (void)path;
    runtime_reply_error(req, 202, "Logs.NotSupported",
                        "Logs API is not supported");
}

void extension_api_no_telemetry(struct runner *runner, struct http_request *req,
                                const struct request_path *path)
{
    (void)runner;
    (void)path;
    runtime_reply_error(req, 202, "Telemetry.NotSupported",
                        "Telemetry API is not supported");
}

void extension_api_notify_invoke(struct runner *runner)
{
    if (runner_is_concurrent(runner))
        return;
    for (size_t i = 0; runner->extensions && i < runner->extensions->count;
         i++) {
        struct extension *x = &runner->extensions->list[i];
        x->has_pending_event = x->subscribed;
        if (x->has_pending_event && x->next_request)
            tell(runner, x);
    }
}

void extension_api_reset(struct runner *runner)
{
    for (size_t i = 0; runner->extensions && i < runner->extensions->count;
         i++) {
        struct http_request *req = runner->extensions->list[i].next_request;
        runner->extensions->list[i].next_request = NULL;
        if (req)
            http_respond(req, 410, NULL, 0, (struct http_body){.bytes = ""});
    }
    mem_free(runner->extensions);
    runner->extensions = NULL;
}
