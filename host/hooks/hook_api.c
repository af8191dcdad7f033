#include "host/hooks/hook_api.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/utf8.h"
#include "host/dispatch/dispatcher.h"
#include "host/hooks/hook_past.h"
#include "host/hooks/hook_source.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/metrics/hook_stats.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

/* The text may have been cut within a letter. */
static json_t *json_of(const char *text)
{
    AUTO(struct buf, buf_free) whole = BUF(4096);

    return utf8_sanitize(&whole, text, strlen(text)) ? json_string(whole.data)
                                                     : json_null();
}

/* Why no request can be accepted. */
static json_t *problem_of(const struct hooks *hooks, const struct hook *hook)
{
    struct hook_secrets secrets;
    struct error err = ERROR_NONE;
    bool ok = hook_source_read(hooks, hook, &secrets, &err);

    hook_secrets_clear(&secrets);
    if (ok && !dispatcher_qualified_pool(hooks->dispatcher, hook->function.name,
                                         hook->function.qualifier))
        ok = error_set(&err, "its function does not exist");
    return ok ? json_null() : json_of(err.text);
}

static json_t *shown(const struct service_context *service,
                     const struct hook *hook)
{
    const struct function_name *function = &hook->function;
    json_t *requests = json_object();

    for (int i = 0; i < HOOK_RESULTS; i++)
        (void)json_object_set_new(
            requests, hook_result_word((enum hook_result)i),
            json_integer((json_int_t)hook->stats->results[i]));
    return json_pack(
        "{s:s, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "name",
        hook->name, "function",
        json_sprintf("%s%s%s", function->name, *function->qualifier ? ":" : "",
                     function->qualifier),
        "kind", hook_kind_name(hook->kind), "action",
        hook->deploy ? "deploy" : "event", "from",
        hook->from_folder ? "dayfly.json" : "api", "url",
        json_sprintf("%s/_hooks/%s", service->base, hook->name), "requests",
        requests, "last", hook_past_request(hook->stats), "deployed",
        hook_past_deploy(hook->stats), "problem",
        problem_of(service->hooks, hook));
}

void hook_api_list(struct service_context *service, struct http_request *req,
                   const struct request_path *path)
{
    json_t *items = json_array();

    (void)path;
    hooks_refresh(service->hooks);
    for (const struct hook *hook = service->hooks->list; hook;
         hook = hook->next) {
        size_t at = 0;
        while (at < json_array_size(items) &&
               strcmp(json_string_value(
                          json_object_get(json_array_get(items, at), "name")),
                      hook->name) < 0)
            at++;
        (void)json_array_insert_new(items, at, shown(service, hook));
    }
    service_reply_json(req, json_pack("{s:o}", "hooks", items));
}

/* NULL: the response was sent. */
static json_t *read_body(struct http_request *req)
{
    json_t *body = json_loadb(req->body.data, req->body.size, 0, NULL);

    if (json_is_object(body))
        return body;
    json_decref(body);
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "The body must be a JSON object.");
    return NULL;
}

/* False: the response was sent. */
static bool read_secrets(struct http_request *req, const json_t *body,
                         enum hook_kind kind, struct hook_secrets *secrets)
{
    const json_t *given = json_object_get(body, "Secrets");
    struct error err = ERROR_NONE;
    bool ok = json_array_size(given) > 0 ||
              error_set(&err, "it must be an array with a secret");

    secrets->count = 0;
    for (size_t i = 0; ok && i < json_array_size(given); i++) {
        const char *text = json_string_value(json_array_get(given, i));
        ok = text ? hook_secrets_add(secrets, kind, text, &err)
                  : error_set(&err, "it must be an array of texts");
    }
    if (!ok)
        service_error_send(req, SERVICE_INVALID_PARAMETER, "Secrets: %s.",
                           err.text);
    return ok;
}

static const char *text_of(const json_t *body, const char *member)
{
    const char *text = json_string_value(json_object_get(body, member));

    return text ? text : "";
}

/* Takes the document. False: the response was sent. */
static bool put(struct service_context *service, struct http_request *req,
                const char *name, json_t *document,
                const struct hook_secrets *secrets)
{
    struct error err = ERROR_NONE;
    struct hook *hook = NULL;
    char function[FUNCTION_ARN_SIZE];

    (void)snprintf(function, sizeof function, "%s",
                   text_of(document, "Function"));
    if (!hook_source_seal(service->hooks, name, secrets, document, &err))
        json_decref(document);
    else if (!(hook = hook_new(name, function, document, false)))
        (void)error_set(&err, "out of memory");
    if (hook && hooks_put(service->hooks, hook, &err))
        return true;
    service_error_send(req, SERVICE_SERVICE, "dayfly cannot keep it: %s",
                       err.text);
    return false;
}

/* False: the response was sent. */
static bool check_new(struct service_context *service, struct http_request *req,
                      const char *name, const json_t *body,
                      enum hook_kind *kind)
{
    struct function_name function;

    if (!hook_name_is_valid(name))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "The name of a webhook must have 1 to %d letters, "
                           "digits, -, _ and ., of which . is not the first.",
                           HOOK_NAME_MAX);
    else if (!hook_kind_find(kind, text_of(body, "Kind")))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Kind must be " HOOK_KIND_NAMES ".");
    else if (!function_name_parse(&function, text_of(body, "Function")))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Function must be the name of a function.");
    else if (!dispatcher_qualified_pool(service->dispatcher, function.name,
                                        function.qualifier))
        service_error_send(req, SERVICE_NOT_FOUND, "There is no function %s.",
                           text_of(body, "Function"));
    else if (hooks_current(service->hooks, name))
        service_error_send(req, SERVICE_EXISTS,
                           "There is a webhook %s already.", name);
    else
        return true;
    return false;
}

void hook_api_create(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    const char *name = request_path_last(path);
    json_t *body = read_body(req);
    struct hook_secrets secrets;
    enum hook_kind kind;

    if (body && check_new(service, req, name, body, &kind) &&
        read_secrets(req, body, kind, &secrets)) {
        json_t *document =
            json_pack("{s:s, s:s, s:I}", "Function", text_of(body, "Function"),
                      "Kind", text_of(body, "Kind"), "CreationDate",
                      (json_int_t)(clock_wall_ms() / 1000));
        if (put(service, req, name, document, &secrets))
            service_reply_json(
                req, shown(service, hooks_find(service->hooks, name)));
        hook_secrets_clear(&secrets);
    }
    json_decref(body);
}

/* One of the API. NULL: the response was sent. */
static struct hook *find_own(struct service_context *service,
                             struct http_request *req, const char *name)
{
    struct hook *hook = hooks_current(service->hooks, name);

    if (!hook)
        service_error_send(req, SERVICE_NOT_FOUND, "There is no webhook %s.",
                           name);
    else if (hook->from_folder)
        service_error_send(req, SERVICE_EXISTS,
                           "The webhook %s is of the dayfly.json of %s: change "
                           "it there.",
                           name, hook->function.name);
    return hook && !hook->from_folder ? hook : NULL;
}

void hook_api_change(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    const char *name = request_path_last(path);
    const struct hook *hook = find_own(service, req, name);
    json_t *body = hook ? read_body(req) : NULL;
    struct hook_secrets secrets;

    if (body && read_secrets(req, body, hook->kind, &secrets)) {
        if (put(service, req, name, json_deep_copy(hook->document), &secrets))
            service_reply_json(
                req, shown(service, hooks_find(service->hooks, name)));
        hook_secrets_clear(&secrets);
    }
    json_decref(body);
}

void hook_api_remove(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct hook *hook = find_own(service, req, request_path_last(path));
    struct error err = ERROR_NONE;

    if (!hook)
        return;
    if (hooks_remove(service->hooks, hook, &err))
        service_reply_nothing(req);
    else
        service_error_send(req, SERVICE_SERVICE, "dayfly cannot keep it: %s",
                           err.text);
}
