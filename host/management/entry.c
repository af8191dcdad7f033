#include "host/management/entry.h"

#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/management/configuration.h"
#include "host/management/management.h"
#include "host/service/name_check.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

struct catalog_entry *entry_find_parsed(const struct management *m,
                                        struct http_request *req,
                                        const struct function_name *n)
{
    struct catalog_entry *entry = catalog_find(&m->catalog, n->name);
    char arn[FUNCTION_ARN_SIZE];

    if (entry)
        return entry;
    function_arn(arn, m->region, n->name, n->qualifier);
    service_reply_not_found(req, arn);
    return NULL;
}

struct catalog_entry *entry_find(struct service_context *service,
                                 struct http_request *req,
                                 const struct request_path *path,
                                 struct function_name *n)
{
    return service_read_name(service, req, path, n)
               ? entry_find_parsed(service->management, req, n)
               : NULL;
}

struct catalog_entry *entry_find_streamed(const struct management *m,
                                          struct http_request *req)
{
    struct function_name n;
    struct request_path path;

    return request_path_parse(&path, req->target) &&
                   name_check(req, &path, m->region, &n)
               ? entry_find_parsed(m, req, &n)
               : NULL;
}

bool entry_name_is_taken(const struct management *m, const char *name)
{
    return catalog_find(&m->catalog, name) ||
           function_registry_find(m->dispatcher->registry, name);
}

bool entry_check_revision(const json_t *configuration, const json_t *request,
                          struct http_request *req)
{
    const char *given =
        json_string_value(json_object_get(request, "RevisionId"));

    if (!given ||
        !strcmp(given, configuration_text(configuration, "RevisionId")))
        return true;
    service_error_send(req, SERVICE_PRECONDITION,
                       "The Revision Id provided does not match the latest "
                       "Revision Id. Call the GetFunction/GetAlias API to "
                       "retrieve the latest Revision Id");
    return false;
}

bool entry_check_settled(const json_t *configuration, struct http_request *req)
{
    if (!strcmp(configuration_text(configuration, "State"), "Pending"))
        service_error_send(req, SERVICE_CONFLICT,
                           "The operation cannot be performed at this time. "
                           "The function is currently in the following state: "
                           "Pending");
    else if (!strcmp(configuration_text(configuration, "LastUpdateStatus"),
                     "InProgress"))
        service_error_send(
            req, SERVICE_CONFLICT,
            "The operation cannot be performed at this time. An update is in "
            "progress for resource: %s",
            configuration_text(configuration, "FunctionArn"));
    else
        return true;
    return false;
}

void entry_forget_qualifier(struct catalog_entry *entry, const char *qualifier)
{
    static const char *const members[] = {"policies", "invokes", "provisioned"};

    for (size_t i = 0; i < COUNT(members); i++)
        (void)json_object_del(json_object_get(entry->document, members[i]),
                              qualifier);
}

json_t *entry_read_body(struct http_request *req)
{
    json_t *body = req->body.size > 0
                       ? json_loadb(req->body.data, req->body.size, 0, NULL)
                       : json_object();

    if (json_is_object(body))
        return body;
    json_decref(body);
    service_error_send(req, SERVICE_INVALID_REQUEST_CONTENT,
                       "Could not parse request body into json");
    return NULL;
}

bool entry_save(struct management *m, struct catalog_entry *entry,
                struct http_request *req)
{
    struct error err = ERROR_NONE;

    if (catalog_save(&m->catalog, entry, &err))
        return true;
    service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
    return false;
}
