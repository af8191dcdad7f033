#include "host/resources/function_signing.h"

#include "common/compiler.h"
#include "host/function_api/signing_checks.h"
#include "host/function_settings/subject.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/service/service_context.h"
#include "host/service/service_reply.h"

static const char member[] = "code_signing"; /* of the function's document */

static void reply(const struct subject *s, struct http_request *req)
{
    const char *arn =
        s->entry ? configuration_text(s->entry->document, member) : "";

    service_reply_json(req,
                       *arn ? json_pack("{s:s, s:s}", "CodeSigningConfigArn",
                                        arn, "FunctionName", s->name.name)
                            : json_object());
}

void function_signing_get(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path)
{
    struct subject s;

    if (subject_read_existing(&s, service, req, path))
        reply(&s, req);
}

/* The configuration is looked for before the function, as on AWS. */
static bool check(struct service_context *service, json_t *body,
                  struct http_request *req)
{
    static const struct checks_type types[] = {
        {"CodeSigningConfigArn", JSON_STRING}};
    struct checks checks = CHECKS;

    if (!checks_types(body, types, COUNT(types), req))
        return false;
    checks_required(&checks, json_object_get(body, "CodeSigningConfigArn"),
                    "codeSigningConfigArn");
    return !checks_send(&checks, req) &&
           signing_checks_config(
               service->management,
               configuration_text(body, "CodeSigningConfigArn"), req);
}

void function_signing_put(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path)
{
    json_t *body = entry_read_body(req);
    struct subject s;

    if (body && check(service, body, req) &&
        subject_read_existing(&s, service, req, path)) {
        (void)json_object_set(s.entry->document, member,
                              json_object_get(body, "CodeSigningConfigArn"));
        if (entry_save(service->management, s.entry, req))
            reply(&s, req);
    }
    json_decref(body);
}

void function_signing_delete(struct service_context *service,
                             struct http_request *req,
                             const struct request_path *path)
{
    struct subject s;

    if (!subject_read_existing(&s, service, req, path))
        return;
    (void)json_object_del(s.entry->document, member);
    if (entry_save(service->management, s.entry, req))
        service_reply_nothing(req);
}
