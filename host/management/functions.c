#include "host/management/functions.h"

#include <stdio.h>
#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/dispatch/function_trial.h"
#include "host/dispatch/stored_function.h"
#include "host/http/http_request.h"
#include "host/management/change.h"
#include "host/management/code_sweep.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/function_checks.h"
#include "host/management/management.h"
#include "host/management/serving.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

static bool check_new_name(struct change *change,
                           char name[FUNCTION_NAME_MAX + 1])
{
    struct management *m = change->management;

    if (!function_checks_name(change->body, m->region, name, change->request))
        return false;
    if (!function_registry_find(m->dispatcher->registry, name))
        return true;
    service_error_send(change->request, SERVICE_CONFLICT,
                       "Function already exist: %s", name);
    return false;
}

static bool check_create(struct change *change)
{
    char name[FUNCTION_NAME_MAX + 1];

    return check_new_name(change, name) &&
           function_checks_create(change->body, change->request);
}

static json_t *make_document(const struct change *change, const char *name)
{
    json_t *tags = json_object_get(change->body, "Tags");
    json_t *latest =
        configuration_make(change->body, name, change->management->region);
    json_t *document = json_pack("{s:o, s:i}", "latest", latest, "next", 1);

    if (document && json_object_size(tags) > 0)
        (void)json_object_set(document, "tags", tags);
    if (document && configuration_set_code(latest, &change->code))
        return document;
    json_decref(document);
    return NULL;
}

static void finish_create(struct change *change)
{
    struct management *m = change->management;
    char name[FUNCTION_NAME_MAX + 1];
    struct error err = ERROR_NONE;
    json_t *document;

    /* Another request may have made it meanwhile. */
    if (!check_new_name(change, name))
        return;
    document = make_document(change, name);
    struct catalog_entry *entry =
        catalog_add(&m->catalog, name, document, &err);
    if (!entry || !serving_try(m, entry, &err)) {
        if (entry)
            (void)!catalog_remove(&m->catalog, entry, &err);
        service_error_send(change->request, SERVICE_SERVICE, "dayfly: %s",
                           err.text);
        return;
    }
    service_reply_json_with(
        change->request, 201,
        configuration_show(catalog_latest(entry), "", CONFIGURATION_WHOLE));
}

const struct change_operation functions_create = {.check = check_create,
                                                  .finish = finish_create};

static struct catalog_entry *changed_entry(struct change *change)
{
    struct catalog_entry *entry =
        entry_find_named(change->management, change->request, change->name);

    return entry &&
                   entry_check_revision(catalog_latest(entry), change->body,
                                        change->request) &&
                   entry_check_settled(catalog_latest(entry), change->request)
               ? entry
               : NULL;
}

static bool check_code(struct change *change)
{
    return changed_entry(change) != NULL;
}

/* Shows the configuration as it is to become, saves and serves it. */
static void update(struct management *m, struct catalog_entry *entry,
                   struct http_request *req)
{
    json_t *latest = catalog_latest(entry);
    struct error err = ERROR_NONE;

    if (!configuration_touch(latest) ||
        !configuration_set_update(latest, "InProgress", "Creating",
                                  "The function is being created.")) {
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
        return;
    }
    if (!entry_save(m, entry, req))
        return;
    if (!serving_try(m, entry, &err))
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
    else
        service_reply_json(req,
                           configuration_show(latest, "", CONFIGURATION_WHOLE));
}

static void finish_code(struct change *change)
{
    struct management *m = change->management;
    struct catalog_entry *entry = changed_entry(change);
    char old[SHA256_TEXT_SIZE];

    if (!entry)
        return;
    json_t *latest = catalog_latest(entry);
    (void)snprintf(old, sizeof old, "%s", configuration_text(latest, "sha256"));
    if (!serving_keep(entry) ||
        !configuration_set_code(latest, &change->code)) {
        service_error_send(change->request, SERVICE_SERVICE,
                           "dayfly: out of memory");
        return;
    }
    update(m, entry, change->request);
    code_sweep_forget(m, old);
}

const struct change_operation functions_update_code = {.check = check_code,
                                                       .finish = finish_code};

void functions_update_configuration(struct service_context *service,
                                    struct http_request *req,
                                    const struct request_path *path)
{
    struct management *m = service->management;
    struct function_name n;
    struct catalog_entry *entry = entry_find(service, req, path, &n);
    json_t *body = entry ? entry_read_body(req) : NULL;

    if (!body)
        return;
    json_t *latest = catalog_latest(entry);
    if (entry_check_revision(latest, body, req) &&
        entry_check_settled(latest, req) &&
        function_checks_members(body, req)) {
        if (serving_keep(entry) && configuration_update(latest, body))
            update(m, entry, req);
        else
            service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
    }
    json_decref(body);
}

void functions_delete(struct service_context *service, struct http_request *req,
                      const struct request_path *path)
{
    struct management *m = service->management;
    struct function_name n;
    char sha256[SHA256_TEXT_SIZE];
    struct error err = ERROR_NONE;

    if (!service_read_name(service, req, path, &n))
        return;
    if (!strcmp(n.qualifier, FUNCTION_LATEST)) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "$LATEST version cannot be deleted without deleting "
                           "the function.");
        return;
    }
    struct catalog_entry *entry = entry_find(service, req, path, &n);
    if (!entry)
        return;
    (void)snprintf(sha256, sizeof sha256, "%s",
                   configuration_text(catalog_latest(entry), "sha256"));
    function_trial_cancel(m->dispatcher, entry->name);
    stored_function_remove(m->dispatcher, entry->name);
    if (!catalog_remove(&m->catalog, entry, &err)) {
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
        return;
    }
    code_sweep_forget(m, sha256);
    service_reply_nothing(req);
}
