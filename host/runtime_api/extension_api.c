#include "host/runtime_api/extension_api.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "host/runner/runner_executions.h"
#include "host/runner/runner_report.h"
#include "host/runtime_api/peer_check.h"
#include "host/runtime_api/runtime_reply.h"

#define ID_HEADER "Lambda-Extension-Identifier"
#define ERROR_HEADER "Lambda-Extension-Function-Error-Type"

/* Reads the events that a registration subscribes to. False: they are invalid,
 * and the request was answered. SHUTDOWN is refused to internal extensions, as
 * in AWS Lambda. INVOKE is refused where invocations run concurrently. */
static bool read_events(const struct runner *runner, struct http_request *req,
                        bool *subscribed)
{
    json_error_t error;
    json_t *root = json_loadb(req->body.data, req->body.size, 0, &error);
    json_t *events = json_object_get(root, "events");
    char problem[96] = "";
    bool valid = json_is_object(root) &&
                 (!events || json_is_null(events) || json_is_array(events));

    *subscribed = false;
    for (size_t i = 0; valid && i < json_array_size(events) && !*problem; i++) {
        const char *name = json_string_value(json_array_get(events, i));
        if (name && !strcmp(name, "INVOKE") && !runner_is_concurrent(runner))
            *subscribed = true;
        else
            (void)snprintf(problem, sizeof problem, "%.30s: %s",
                           name ? name : "",
                           name && !strcmp(name, "SHUTDOWN")
                               ? "ShutdownEventNotSupportedForInternalExtension"
                               : "ErrorInvalidEventType");
    }
    json_decref(root);
    if (!valid)
        runtime_reply_error(req, 403, "InvalidRequestFormat",
                            root ? "\"events\" must be an array" : error.text);
    else if (*problem)
        runtime_reply_error(req, 403, "Extension.InvalidEventType", problem);
    return valid && !*problem;
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
        runtime_reply_error(req, 500, "InternalServerError",
                            "The host is out of memory");
    return runner->extensions != NULL;
}

/* NULL: it was refused, and the request was answered. */
static struct extension *add(struct runner *runner, struct http_request *req)
{
    const char *name = http_request_header(req, "Lambda-Extension-Name");
    struct extension *added = NULL;

    switch (extensions_add(runner->extensions, name ? name : "", &added)) {
    case EXTENSION_ADDED:
        break;
    case EXTENSION_BAD_NAME:
        runtime_reply_error(req, 403, "Extension.InvalidExtensionName",
                            name && *name ? "Extension name is too long"
                                          : "Empty extension name");
        break;
    case EXTENSION_DUPLICATE:
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

static void respond_registered(const struct runner *runner,
                               struct http_request *req,
                               const struct extension *x)
{
    AUTO(struct buf, buf_free) body = BUF(4096);
    const char *feature =
        http_request_header(req, "Lambda-Extension-Accept-Feature");
    const struct http_field fields[] = {{"Content-Type", "application/json"},
                                        {ID_HEADER, x->id}};

    (void)!(
        buf_add_str(&body, "{") &&
        extension_add_member(&body, "functionName", runner->function->name) &&
        extension_add_member(&body, "functionVersion",
                             runner->function->version) &&
        extension_add_member(&body, "handler", runner->function->handler) &&
        (!feature || strcmp(feature, "accountId") != 0 ||
         extension_add_member(&body, "accountId", "000000000000")) &&
        buf_add_str(&body, "}\n"));
    http_respond(req, 200, fields, COUNT(fields), http_body_from_buf(&body));
}

void extension_api_register(struct runner *runner, struct http_request *req,
                            const struct request_path *path)
{
    struct extension *x;
    bool subscribed;

    (void)path;
    if (!peer_check_sender(runner, req) || !may_register(runner, req) ||
        !read_events(runner, req, &subscribed) || !(x = add(runner, req)))
        return;
    x->subscribed = subscribed;
    respond_registered(runner, req, x);
}

/* The extension that sends the request, by its id. NULL: it is unknown, and the
 * request was answered. */
static struct extension *require_extension(struct runner *runner,
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

static void next_closed(struct http_request *req)
{
    const struct runner *runner = req->user_data;

    extensions_request_closed(runner->extensions, req);
}

void extension_api_next(struct runner *runner, struct http_request *req,
                        const struct request_path *path)
{
    struct extension *x = require_extension(runner, req);
    const struct execution *exec = &runner->executions[0];

    (void)path;
    if (!x || !step(x, req, EXTENSION_NEXT))
        return;
    x->next_request = req;
    req->user_data = runner;
    req->on_closed = next_closed;
    if (x->has_pending_event && exec->invocation && exec->dispatched)
        extension_send_invoke(x, exec->invocation);
}

static void report_error(struct runner *runner, struct http_request *req,
                         enum extension_step failed)
{
    AUTO(struct buf, buf_free) line = BUF(512);
    const char *type = http_request_header(req, ERROR_HEADER);
    struct extension *x = require_extension(runner, req);

    if (!x)
        return;
    if (!type || !*type) {
        runtime_reply_error(req, 403, "Extension.MissingHeader",
                            ERROR_HEADER " not found");
        return;
    }
    if (!step(x, req, failed))
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
    report_error(runner, req, EXTENSION_FAIL_INIT);
}

void extension_api_exit_error(struct runner *runner, struct http_request *req,
                              const struct request_path *path)
{
    (void)path;
    report_error(runner, req, EXTENSION_FAIL_EXIT);
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
