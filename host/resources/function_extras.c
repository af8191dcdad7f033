#include "host/resources/function_extras.h"

#include <string.h>

#include "host/function_settings/subject.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/lookup.h"
#include "host/management/management.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

void recursion_get(struct service_context *service, struct http_request *req,
                   const struct request_path *path)
{
    struct subject s;

    if (!subject_read_existing(&s, service, req, path))
        return;
    const char *set =
        s.entry ? configuration_text(s.entry->document, "recursion") : "";
    service_reply_json(
        req, json_pack("{s:s}", "RecursiveLoop", *set ? set : "Terminate"));
}

/* Takes the body. */
static void put_recursion(const struct subject *s, json_t *body,
                          struct http_request *req)
{
    static const char *const words[] = {"Allow", "Terminate", NULL};
    static const struct checks_type types[] = {{"RecursiveLoop", JSON_STRING}};
    struct checks checks = CHECKS;
    json_t *value;

    if (!checks_types(body, types, COUNT(types), req))
        return;
    value = json_object_get(body, "RecursiveLoop");
    checks_required(&checks, value, "recursiveLoop");
    checks_enum(&checks, value, "recursiveLoop", words, "[Terminate, Allow]");
    if (checks_send(&checks, req))
        return;
    (void)json_object_set(s->entry->document, "recursion", value);
    if (entry_save(s->management, s->entry, req))
        service_reply_json(req, json_pack("{s:O}", "RecursiveLoop", value));
}

void recursion_put(struct service_context *service, struct http_request *req,
                   const struct request_path *path)
{
    struct subject s;
    json_t *body = subject_read_existing(&s, service, req, path)
                       ? entry_read_body(req)
                       : NULL;

    if (body)
        put_recursion(&s, body, req);
    json_decref(body);
}

static void reply_management(const struct subject *s, struct http_request *req)
{
    char arn[FUNCTION_ARN_SIZE];

    subject_arn(s, *s->name.qualifier ? s->name.qualifier : FUNCTION_LATEST,
                arn);
    service_reply_json(req, json_pack("{s:s, s:s}", "UpdateRuntimeOn", "Auto",
                                      "FunctionArn", arn));
}

void runtime_management_get(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path)
{
    struct subject s;

    if (subject_read_existing(&s, service, req, path))
        reply_management(&s, req);
}

#define VERSION_PLACE(digit)                                                   \
    "arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z" \
    "]+-" digit

static void put_management(const struct subject *s, json_t *body,
                           struct http_request *req)
{
    static const char *const words[] = {"Auto", "Manual", "FunctionUpdate",
                                        NULL};
    static const struct checks_type types[] = {
        {"UpdateRuntimeOn", JSON_STRING}, {"RuntimeVersionArn", JSON_STRING}};
    struct checks checks = CHECKS;

    if (!checks_types(body, types, COUNT(types), req))
        return;
    const json_t *value = json_object_get(body, "UpdateRuntimeOn");
    checks_required(&checks, value, "updateRuntimeOn");
    checks_enum(&checks, value, "updateRuntimeOn", words,
                "[Auto, Manual, FunctionUpdate]");
    checks_pattern(&checks, json_object_get(body, "RuntimeVersionArn"),
                   "runtimeVersionArn", VERSION_PLACE("[0-9]") "::runtime:.+",
                   "((" VERSION_PLACE("\\d{1}") "::runtime:.+)|("
                   VERSION_PLACE("\\d{1}") ":\\d{12}:runtime/[A-Za-z0-9_.-]{1,"
                   "128}/version/[A-Za-z0-9_.-]{1,128}))");
    if (checks_send(&checks, req))
        return;
    if (!strcmp(json_string_value(value), "Auto"))
        reply_management(s, req);
    else
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "dayfly runs the interpreters of its machine and "
                           "keeps no versions of them: UpdateRuntimeOn can "
                           "only be Auto");
}

void runtime_management_put(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path)
{
    struct subject s;
    json_t *body = subject_read_existing(&s, service, req, path)
                       ? entry_read_body(req)
                       : NULL;

    if (body)
        put_management(&s, body, req);
    json_decref(body);
}

void scaling_get(struct service_context *service, struct http_request *req,
                 const struct request_path *path)
{
    struct subject s;
    char arn[FUNCTION_ARN_SIZE];

    if (!subject_read_existing(&s, service, req, path))
        return;
    subject_arn(&s, s.name.qualifier, arn);
    service_reply_json(req, json_pack("{s:s}", "FunctionArn", arn));
}

void scaling_put(struct service_context *service, struct http_request *req,
                 const struct request_path *path)
{
    struct subject s;

    if (subject_read_existing(&s, service, req, path))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "dayfly has no capacity providers, to which the "
                           "scaling configuration belongs; see "
                           "PutProvisionedConcurrencyConfig");
}

void durable_list(struct service_context *service, struct http_request *req,
                  const struct request_path *path)
{
    struct subject s;

    if (subject_read_existing(&s, service, req, path))
        service_reply_json(req, json_pack("{s:[]}", "DurableExecutions"));
}
