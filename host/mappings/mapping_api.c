#include "host/mappings/mapping_api.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/dispatch/dispatcher_refresh.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/page.h"
#include "host/mappings/mapping_checks.h"
#include "host/mappings/mapping_folders.h"
#include "host/mappings/mapping_members.h"
#include "host/mappings/mapping_poll.h"
#include "host/mappings/mappings.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { UUID_SEGMENT = 2 };

/* Its own members are in small letters, and not shown. */
static json_t *show(const json_t *document, const char *state)
{
    json_t *out = json_copy((json_t *)document);

    (void)json_object_del(out, "enabled");
    (void)json_object_del(out, "tags");
    (void)json_object_set_new(out, "State", json_string(state));
    (void)json_object_set_new(out, "StateTransitionReason",
                              json_string("USER_INITIATED"));
    return out;
}

static json_t *show_now(const struct mapping *m)
{
    return show(m->document, m->settings.enabled ? "Enabled" : "Disabled");
}

/* NULL: the response was sent. */
static struct mapping *find(const struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path)
{
    struct mapping *m =
        mappings_find(service->mappings, path->segment[UUID_SEGMENT]);

    if (!m)
        service_error_send(req, SERVICE_NOT_FOUND,
                           "The resource you requested does not exist.");
    return m;
}

/* The same, of one that the API may change. */
static struct mapping *find_own(const struct service_context *service,
                                struct http_request *req,
                                const struct request_path *path)
{
    struct mapping *m = find(service, req, path);

    return m && mapping_folders_may_change(m, req) ? m : NULL;
}

static void change(json_t *document, const json_t *body)
{
    mapping_members_take(document, body);
    (void)json_object_set_new(document, "LastModified",
                              json_real((double)clock_wall_ms() / 1000.0));
}

/* One function has one mapping of a queue. */
static bool check_other(const struct service_context *service,
                        const json_t *document, struct http_request *req)
{
    const char *arn = configuration_text(document, "FunctionArn");
    const char *source = configuration_text(document, "EventSourceArn");

    for (const struct mapping *m = service->mappings->first; m; m = m->next) {
        if (strcmp(configuration_text(m->document, "FunctionArn"), arn) != 0 ||
            strcmp(configuration_text(m->document, "EventSourceArn"), source) !=
                0 ||
            !strcmp(configuration_text(document, "UUID"), m->uuid))
            continue;
        service_error_send(
            req, SERVICE_CONFLICT,
            "An event source mapping with SQS arn (\" %.200s \") and function "
            "(\" %s \") already exists. Please update or delete the existing "
            "mapping with UUID %s",
            source, m->settings.function.name, m->uuid);
        return false;
    }
    return true;
}

/* Takes the document. */
static void save(struct service_context *service, struct http_request *req,
                 json_t *document, const char *state)
{
    struct error err = ERROR_NONE;
    char uuid[UUID_SIZE];
    struct mapping *m;

    (void)snprintf(uuid, sizeof uuid, "%s",
                   configuration_text(document, "UUID"));
    m = mappings_put(service->mappings, uuid, document, &err);
    if (!m) {
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
        return;
    }
    service_reply_json_with(req, 202, show(m->document, state));
    mapping_poll_renew(m);
}

static json_t *new_document(const struct service_context *service,
                            const json_t *body, const char *function)
{
    char uuid[UUID_SIZE];
    char arn[FUNCTION_ARN_SIZE];
    json_t *document;

    uuid_make(uuid);
    (void)snprintf(arn, sizeof arn,
                   "arn:aws:lambda:%s:" QUEUE_ACCOUNT
                   ":event-source-mapping:%s",
                   service->region, uuid);
    document = json_pack(
        "{s:s, s:i, s:i, s:O, s:s, s:s, s:[]}", "UUID", uuid, "BatchSize", 10,
        "MaximumBatchingWindowInSeconds", 0, "EventSourceArn",
        json_object_get(body, "EventSourceArn"), "FunctionArn", function,
        "EventSourceMappingArn", arn, "FunctionResponseTypes");
    if (json_object_get(body, "Tags"))
        (void)json_object_set(document, "tags", json_object_get(body, "Tags"));
    return document;
}

void mapping_api_create(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    json_t *body = entry_read_body(req);
    char function[FUNCTION_ARN_SIZE];
    json_t *document = NULL;

    (void)path;
    if (body && mapping_checks_members(body, req) &&
        mapping_checks_create(service, body, req) &&
        mapping_checks_function(
            service, configuration_text(body, "FunctionName"), function, req))
        document = new_document(service, body, function);
    if (document) {
        change(document, body);
        if (mapping_checks_whole(service, document, req) &&
            check_other(service, document, req))
            save(service, req, json_incref(document),
                 json_is_false(json_object_get(document, "enabled"))
                     ? "Disabled"
                     : "Creating");
    }
    json_decref(document);
    json_decref(body);
}

static bool is_listed(const struct mapping *m, const char *function,
                      const char *source)
{
    struct function_name n;

    if (*source &&
        strcmp(configuration_text(m->document, "EventSourceArn"), source) != 0)
        return false;
    return !*function ||
           (function_name_parse(&n, function) &&
            !strcmp(n.name, m->settings.function.name) &&
            (!*n.qualifier ||
             !strcmp(n.qualifier, m->settings.function.qualifier)));
}

void mapping_api_list(struct service_context *service, struct http_request *req,
                      const struct request_path *path)
{
    static const struct page_order order = {.key = "UUID",
                                            .is_before = page_text_is_before};
    char function[FUNCTION_ARN_SIZE] = "";
    char source[QUEUE_ARN_SIZE] = "";
    struct page page;
    json_t *items;

    if (!page_read(&page, req, path, PAGE_ITEMS_MAX))
        return;
    (void)request_path_query(path, "FunctionName", function, sizeof function);
    (void)request_path_query(path, "EventSourceArn", source, sizeof source);
    /* What the folders bring is as they are now. */
    dispatcher_refresh_all(service->dispatcher);
    mapping_folders_search(service->mappings);
    items = json_array();
    for (const struct mapping *m = service->mappings->first; m; m = m->next)
        if (is_listed(m, function, source))
            (void)json_array_append_new(items, show_now(m));
    page_send(&page, req, "EventSourceMappings", items, &order);
}

void mapping_api_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    const struct mapping *m = find(service, req, path);

    if (m)
        service_reply_json(req, show_now(m));
}

static const char *state_after(const struct mapping *m, const json_t *body)
{
    const json_t *enabled = json_object_get(body, "Enabled");

    if (!enabled || json_is_true(enabled) == m->settings.enabled)
        return "Updating";
    return json_is_true(enabled) ? "Enabling" : "Disabling";
}

void mapping_api_update(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    const struct mapping *m = find_own(service, req, path);
    json_t *body = m ? entry_read_body(req) : NULL;
    char arn[FUNCTION_ARN_SIZE];
    const char *function;
    json_t *document = NULL;

    if (body && mapping_checks_members(body, req) &&
        mapping_members_are_of_queue(body, req)) {
        document = json_copy(m->document);
        function = configuration_text(body, "FunctionName");
        change(document, body);
        if ((!*function ||
             (mapping_checks_function(service, function, arn, req) &&
              json_object_set_new(document, "FunctionArn", json_string(arn)) ==
                  0)) &&
            mapping_checks_whole(service, document, req) &&
            check_other(service, document, req))
            save(service, req, json_incref(document), state_after(m, body));
    }
    json_decref(document);
    json_decref(body);
}

void mapping_api_delete(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    struct mapping *m = find_own(service, req, path);
    struct error err = ERROR_NONE;

    if (!m)
        return;
    if (!mappings_remove(m, &err)) {
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
        return;
    }
    service_reply_json_with(req, 202, show(m->document, "Deleting"));
    mapping_poll_reset(m);
}
