#include "host/function_api/functions.h"

#include <stdio.h>
#include <string.h>

#include "host/http/http_request.h"
#include "host/management/change.h"
#include "host/management/code_sweep.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/function_api/code_checks.h"
#include "host/function_api/function_checks.h"
#include "host/management/layer_refs.h"
#include "host/management/management.h"
#include "host/management/s3_source.h"
#include "host/management/serving.h"
#include "host/function_api/versions.h"
#include "host/function_api/runtime_checks.h"
#include "host/function_api/signing_checks.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

static const char creating[] = "The function is being created.";

static bool check_new_name(struct change *change,
                           char name[FUNCTION_NAME_MAX + 1])
{
    struct management *m = change->management;

    if (!function_checks_name(change->body, m->region, name, change->request))
        return false;
    if (!entry_name_is_taken(m, name))
        return true;
    service_error_send(change->request, SERVICE_CONFLICT,
                       "Function already exist: %s", name);
    return false;
}

/* The code, with the layers of the request or of the configuration. False: the
 * response was sent. */
static bool check_size(struct change *change, const json_t *configuration)
{
    return layer_refs_check_size(change->management, configuration,
                                 change->body, change->code.bytes,
                                 change->request);
}

static bool check_create(struct change *change)
{
    char name[FUNCTION_NAME_MAX + 1];

    return function_checks_types(change->body, change->request) &&
           function_checks_create(change->body, change->request) &&
           layer_refs_check(change->management, change->body,
                            change->request) &&
           signing_checks_code(
               change->management,
               configuration_text(change->body, "CodeSigningConfigArn"),
               change->request) &&
           check_new_name(change, name);
}

static json_t *make_document(const struct change *change, const char *name)
{
    json_t *tags = json_object_get(change->body, "Tags");
    json_t *latest =
        configuration_make(change->body, name, change->management->region);
    json_t *document = json_pack("{s:o}", "latest", latest);
    const char *signing =
        configuration_text(change->body, "CodeSigningConfigArn");

    if (document && json_object_size(tags) > 0)
        (void)json_object_set(document, "tags", tags);
    if (document && *signing)
        (void)json_object_set_new(document, "code_signing",
                                  json_string(signing));
    if (document && configuration_set_code(latest, &change->code) &&
        s3_source_keep(latest, change->body) &&
        layer_refs_set(change->management, latest, change->body))
        return document;
    json_decref(document);
    return NULL;
}

static bool wants(const struct change *change, const char *member)
{
    return json_is_true(json_object_get(change->body, member));
}

/* The response is the version if one is published, otherwise $LATEST. Of a new
 * function it has the ARN of the function, as on AWS. */
static void reply(struct change *change, unsigned status,
                  const json_t *configuration)
{
    const char *version = configuration_text(configuration, "Version");

    service_reply_json_with(
        change->request, status,
        configuration_show(
            configuration,
            status != 201 && strcmp(version, FUNCTION_LATEST) != 0 ? version
                                                                   : "",
            CONFIGURATION_WHOLE));
}

static void finish_create(struct change *change)
{
    struct management *m = change->management;
    char name[FUNCTION_NAME_MAX + 1];
    struct error err = ERROR_NONE;
    json_t *document;

    /* Another request may have made it meanwhile. */
    if (!check_new_name(change, name) || !check_size(change, NULL))
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
    const json_t *shown = catalog_latest(entry);
    if (wants(change, "Publish")) {
        shown = versions_publish(entry, json_string_value(json_object_get(
                                            change->body, "Description")));
        if (!entry_save(m, entry, change->request))
            return;
    }
    reply(change, 201, shown);
}

const struct change_operation functions_create = {
    .name = "CreateFunction", .check = check_create, .finish = finish_create};

static struct catalog_entry *changed_entry(struct change *change)
{
    struct catalog_entry *entry =
        entry_find_streamed(change->management, change->request);

    return entry &&
                   entry_check_revision(catalog_latest(entry), change->body,
                                        change->request) &&
                   entry_check_settled(catalog_latest(entry), change->request)
               ? entry
               : NULL;
}

static bool check_code(struct change *change)
{
    const struct catalog_entry *entry =
        function_checks_types(change->body, change->request)
            ? changed_entry(change)
            : NULL;

    return entry && code_checks_no_image(change->body, change->request) &&
           function_checks_members(change->body, change->request) &&
           signing_checks_code(
               change->management,
               configuration_text(entry->document, "code_signing"),
               change->request);
}

/* The version gets its state when the new code has started, as $LATEST does.
 * NULL: out of memory. */
static const json_t *publish_pending(struct catalog_entry *entry)
{
    json_t *version = versions_publish(entry, NULL);

    return version &&
                   configuration_set_state(version, "Pending", "Creating",
                                           creating) &&
                   configuration_set_update(version, NULL, NULL, NULL)
               ? version
               : NULL;
}

/* Saves and serves $LATEST as it has become, and publishes it if that is asked.
 * NULL: the response was sent. Otherwise what is to be shown. */
static const json_t *update(struct management *m, struct catalog_entry *entry,
                            bool publish, struct http_request *req)
{
    json_t *latest = catalog_latest(entry);
    const json_t *shown = latest;
    struct error err = ERROR_NONE;

    if (!configuration_touch(latest) ||
        !configuration_set_update(latest, "InProgress", "Creating", creating)) {
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
        return NULL;
    }
    if (publish)
        shown = publish_pending(entry);
    if (!entry_save(m, entry, req))
        return NULL;
    if (serving_try(m, entry, &err))
        return shown;
    service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
    return NULL;
}

/* Code as the request has it. False: the response was sent. */
static bool set_code(json_t *configuration, struct change *change)
{
    json_t *architectures = json_object_get(change->body, "Architectures");

    if (configuration_set_code(configuration, &change->code) &&
        s3_source_keep(configuration, change->body) &&
        (!architectures ||
         json_object_set(configuration, "Architectures", architectures) == 0))
        return true;
    service_error_send(change->request, SERVICE_SERVICE,
                       "dayfly: out of memory");
    return false;
}

/* Shows what would be, and changes nothing. */
static void try_code(struct change *change, const json_t *latest)
{
    json_t *would = json_deep_copy(latest);

    if (set_code(would, change))
        reply(change, 200, would);
    json_decref(would);
}

static void finish_code(struct change *change)
{
    struct management *m = change->management;
    struct catalog_entry *entry = changed_entry(change);
    char old[SHA256_TEXT_SIZE];

    if (!entry)
        return;
    json_t *latest = catalog_latest(entry);
    if (!check_size(change, latest))
        return;
    if (wants(change, "DryRun")) {
        try_code(change, latest);
        return;
    }
    (void)snprintf(old, sizeof old, "%s", configuration_text(latest, "sha256"));
    if (!serving_keep(entry) || !set_code(latest, change))
        return;
    const json_t *shown =
        update(m, entry, wants(change, "Publish"), change->request);
    if (shown)
        reply(change, 200, shown);
    code_sweep_forget(m, old);
}

const struct change_operation functions_update_code = {
    .name = "UpdateFunctionCode",
    .check = check_code,
    .finish = finish_code,
    .waits = true,
};

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
    if (function_checks_types(body, req) &&
        function_checks_members(body, req) && layer_refs_check(m, body, req) &&
        layer_refs_check_size(
            m, latest, body,
            json_integer_value(json_object_get(latest, "unpacked")), req) &&
        runtime_checks_snap_start(
            body,
            configuration_text(json_object_get(body, "Runtime") ? body : latest,
                               "Runtime"),
            req) &&
        entry_check_revision(latest, body, req) &&
        entry_check_settled(latest, req)) {
        json_t *old = json_copy(latest);
        if (serving_keep(entry) && configuration_update(latest, body) &&
            layer_refs_set(m, latest, body)) {
            code_sweep_forget_all(m, old);
            if (update(m, entry, false, req))
                service_reply_json(
                    req, configuration_show(latest, "", CONFIGURATION_WHOLE));
        } else {
            service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
        }
        json_decref(old);
    }
    json_decref(body);
}
