#include "host/function_settings/event_invoke.h"

#include <string.h>

#include "common/clock.h"
#include "host/function_settings/event_invoke_checks.h"
#include "host/function_settings/item_list.h"
#include "host/function_settings/subject.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

static const char invokes[] = "invokes"; /* in the document */

static const char *qualifier_of(const struct subject *s)
{
    return *s->name.qualifier ? s->name.qualifier : FUNCTION_LATEST;
}

/* NULL: there is none. */
static json_t *find(const struct subject *s)
{
    return s->entry
               ? json_object_get(json_object_get(s->entry->document, invokes),
                                 qualifier_of(s))
               : NULL;
}

static void reply_no_function(struct http_request *req)
{
    service_error_send(req, SERVICE_NOT_FOUND, "The function doesn't exist.");
}

static void reply_none(const struct subject *s, struct http_request *req)
{
    char arn[FUNCTION_ARN_SIZE];

    subject_arn(s, qualifier_of(s), arn);
    service_error_send(req, SERVICE_NOT_FOUND,
                       "The function %s doesn't have an EventInvokeConfig",
                       arn);
}

static bool merge(json_t *config, const json_t *body, const char *key)
{
    json_t *value = json_object_get(body, key);

    return !value || json_object_set(config, key, value) == 0;
}

/* A destination that is given as "" is none. */
static bool merge_side(json_t *destinations, const json_t *body,
                       const char *side)
{
    const json_t *given =
        json_object_get(json_object_get(body, "DestinationConfig"), side);
    const char *text = configuration_text(given, "Destination");

    if (!given && json_object_get(destinations, side))
        return true;
    return json_object_set_new(destinations, side,
                               *text ? json_pack("{s:s}", "Destination", text)
                                     : json_object()) == 0;
}

/* Takes over what the body has. False: out of memory. */
static bool change(const struct subject *s, json_t *config, const json_t *body)
{
    char arn[FUNCTION_ARN_SIZE];

    if (!json_object_get(config, "DestinationConfig") &&
        json_object_set_new(config, "DestinationConfig", json_object()) != 0)
        return false;
    json_t *destinations = json_object_get(config, "DestinationConfig");
    subject_arn(s, qualifier_of(s), arn);
    return merge(config, body, "MaximumRetryAttempts") &&
           merge(config, body, "MaximumEventAgeInSeconds") &&
           merge_side(destinations, body, "OnSuccess") &&
           merge_side(destinations, body, "OnFailure") &&
           json_object_set_new(config, "FunctionArn", json_string(arn)) == 0 &&
           json_object_set_new(config, "LastModified",
                               json_real((double)clock_wall_ms() / 1000.0)) ==
               0;
}

static void save(const struct subject *s, struct http_request *req,
                 json_t *config, const json_t *body)
{
    json_t *all = catalog_object(s->entry, invokes);

    if (!all || !config || !change(s, config, body) ||
        json_object_set(all, qualifier_of(s), config) != 0)
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
    else if (entry_save(s->management, s->entry, req))
        service_reply_json(req, json_incref(config));
    json_decref(config);
}

/* Puts a new one, or updates the one there is. */
static void write(struct service_context *service, struct http_request *req,
                  const struct request_path *path, bool is_update)
{
    struct subject s;
    json_t *body = subject_read(&s, service, req, path)
                       ? event_invoke_read_body(req)
                       : NULL;

    if (!body)
        return;
    if (!s.entry || !subject_has_qualifier(&s))
        reply_no_function(req);
    else if (is_update && !find(&s))
        reply_none(&s, req);
    else if (event_invoke_check_destinations(&s, body, req))
        save(&s, req, is_update ? json_deep_copy(find(&s)) : json_object(),
             body);
    json_decref(body);
}

void event_invoke_put(struct service_context *service, struct http_request *req,
                      const struct request_path *path)
{
    write(service, req, path, false);
}

void event_invoke_update(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path)
{
    write(service, req, path, true);
}

void event_invoke_get(struct service_context *service, struct http_request *req,
                      const struct request_path *path)
{
    struct subject s;

    if (!subject_read(&s, service, req, path))
        return;
    if (find(&s))
        service_reply_json(req, json_incref(find(&s)));
    else
        reply_none(&s, req);
}

void event_invoke_list(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    struct subject s;
    json_t *items;
    const char *qualifier;
    json_t *config;

    if (!subject_read(&s, service, req, path))
        return;
    if (!s.entry) {
        reply_no_function(req);
        return;
    }
    items = json_array();
    json_object_foreach(json_object_get(s.entry->document, invokes), qualifier,
                        config) item_list_add(items, json_incref(config));
    item_list_send(items, req, path, "FunctionEventInvokeConfigs");
}

void event_invoke_delete(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path)
{
    struct subject s;

    if (!subject_read(&s, service, req, path))
        return;
    if (!find(&s)) {
        reply_none(&s, req);
        return;
    }
    (void)json_object_del(json_object_get(s.entry->document, invokes),
                          qualifier_of(&s));
    if (entry_save(s.management, s.entry, req))
        service_reply_nothing(req);
}
