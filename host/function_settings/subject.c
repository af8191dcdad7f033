#include "host/function_settings/subject.h"

#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/http/http_request.h"
#include "host/management/entry.h"
#include "host/management/lookup.h"
#include "host/management/management.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

bool subject_read(struct subject *s, struct service_context *service,
                  struct http_request *req, const struct request_path *path)
{
    *s = (struct subject){.management = service->management};
    if (!service_read_name(service, req, path, &s->name))
        return false;
    s->entry = catalog_find(&s->management->catalog, s->name.name);
    if (s->entry || !strcmp(req->method, "GET") ||
        !function_registry_find(service->dispatcher->registry, s->name.name))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "The function %s is a folder, which has its settings in "
                       "its dayfly.json; this API changes functions that were "
                       "made by CreateFunction",
                       s->name.name);
    return false;
}

void subject_arn(const struct subject *s, const char *qualifier,
                 char arn[FUNCTION_ARN_SIZE])
{
    function_arn(arn, s->management->region, s->name.name, qualifier);
}

void subject_reply_unknown(const struct subject *s, struct http_request *req,
                           const char *qualifier)
{
    char arn[FUNCTION_ARN_SIZE];

    subject_arn(s, qualifier, arn);
    service_reply_not_found(req, arn);
}

bool subject_has_qualifier(const struct subject *s)
{
    const char *qualifier = s->name.qualifier;

    return !*qualifier || (s->entry && lookup_version(s->entry, qualifier));
}

bool subject_read_existing(struct subject *s, struct service_context *service,
                           struct http_request *req,
                           const struct request_path *path)
{
    if (!subject_read(s, service, req, path))
        return false;
    if (s->entry ? subject_has_qualifier(s)
                 : function_registry_find(service->dispatcher->registry,
                                          s->name.name) != NULL)
        return true;
    subject_reply_unknown(s, req, s->name.qualifier);
    return false;
}

json_t *subject_read_body(struct http_request *req,
                          const struct checks_type types[], size_t count)
{
    json_t *body = entry_read_body(req);

    if (!body || checks_types(body, types, count, req))
        return body;
    json_decref(body);
    return NULL;
}
