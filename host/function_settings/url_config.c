#include "host/function_settings/url_config.h"

#include <string.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/function_settings/item_list.h"
#include "host/function_settings/subject.h"
#include "host/function_settings/url_config_checks.h"
#include "host/function_settings/url_settings.h"
#include "host/http/request_path.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/lookup.h"
#include "host/management/management.h"
#include "host/management/serving.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"
#include "host/service/url_address.h"

static const char urls[] = "urls"; /* in the document */

static void reply_no_function(struct http_request *req)
{
    service_error_send(req, SERVICE_NOT_FOUND, "Function does not exist");
}

static void reply_none(struct http_request *req)
{
    service_error_send(req, SERVICE_NOT_FOUND,
                       "The resource you requested does not exist.");
}

/* NULL: there is none. */
static json_t *find(const struct subject *s)
{
    return s->entry ? url_settings_find(s->entry, s->name.qualifier) : NULL;
}

static bool streams(const json_t *config)
{
    return !strcmp(configuration_text(config, "InvokeMode"), "RESPONSE_STREAM");
}

static json_t *show(const struct service_context *service,
                    const struct subject *s, const char *qualifier,
                    const json_t *config)
{
    char url[URL_ADDRESS_SIZE];
    char arn[FUNCTION_ARN_SIZE];
    json_t *copy = json_copy((json_t *)(size_t)config);

    url_address(url, service, s->name.name, qualifier);
    subject_arn(s, qualifier, arn);
    (void)json_object_del(copy, "cors");
    (void)json_object_set_new(copy, "FunctionUrl", json_string(url));
    (void)json_object_set_new(copy, "FunctionArn", json_string(arn));
    return copy;
}

/* As it is read: with the mode that holds if none was given. */
static json_t *show_whole(const struct service_context *service,
                          const struct subject *s, const char *qualifier,
                          const json_t *config)
{
    json_t *copy = show(service, s, qualifier, config);

    if (!json_object_get(copy, "InvokeMode"))
        (void)json_object_set_new(copy, "InvokeMode", json_string("BUFFERED"));
    return copy;
}

static bool take(json_t *config, const json_t *body, const char *key)
{
    json_t *value = json_object_get(body, key);

    if (json_is_object(value) && json_object_size(value) == 0) {
        (void)json_object_del(config, key);
        return true;
    }
    return !value || json_object_set(config, key, value) == 0;
}

/* False: out of memory. */
static bool change(json_t *config, const json_t *body)
{
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    return take(config, body, "AuthType") && take(config, body, "InvokeMode") &&
           take(config, body, "Cors") && take(config, body, "cors") &&
           (json_object_get(config, "CreationTime") ||
            json_object_set_new(config, "CreationTime", json_string(now)) ==
                0) &&
           json_object_set_new(config, "LastModifiedTime", json_string(now)) ==
               0;
}

/* Processes are told whether they are to stream. */
static void renew(const struct subject *s, bool streamed)
{
    const char *qualifier =
        *s->name.qualifier ? s->name.qualifier : FUNCTION_LATEST;
    const char *version = lookup_version(s->entry, qualifier);

    if (version && streams(find(s)) != streamed)
        serving_renew(s->management, s->entry, version);
}

/* Takes config. */
static bool save(const struct subject *s, struct http_request *req,
                 json_t *config, const json_t *body)
{
    json_t *all = catalog_object(s->entry, urls);
    const char *qualifier =
        *s->name.qualifier ? s->name.qualifier : FUNCTION_LATEST;
    bool streamed = streams(find(s));
    bool ok = all && config && change(config, body) &&
              json_object_set(all, qualifier, config) == 0;

    json_decref(config);
    if (!ok)
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
    if (!ok || !entry_save(s->management, s->entry, req))
        return false;
    renew(s, streamed);
    return true;
}

/* False: the response was sent. */
static bool find_subject(struct subject *s, struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path)
{
    return subject_read(s, service, req, path) &&
           url_config_check_qualifier(s, req);
}

/* The function and its alias exist. False: the response was sent. */
static bool check_exists(const struct subject *s, struct http_request *req)
{
    if (s->entry && subject_has_qualifier(s))
        return true;
    reply_no_function(req);
    return false;
}

static void create(struct service_context *service, struct http_request *req,
                   const struct subject *s, const json_t *body)
{
    char arn[FUNCTION_ARN_SIZE];

    subject_arn(s, s->name.qualifier, arn);
    if (find(s)) {
        service_error_send(req, SERVICE_CONFLICT,
                           "Failed to create function url config for "
                           "[functionArn = %s]. Error message:  "
                           "FunctionUrlConfig exists for this Lambda function",
                           arn);
        return;
    }
    if (!save(s, req, json_object(), body))
        return;
    json_t *shown = show(service, s, s->name.qualifier, find(s));
    (void)json_object_del(shown, "LastModifiedTime");
    service_reply_json_with(req, 201, shown);
}

void url_config_create(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    struct subject s;
    json_t *body = find_subject(&s, service, req, path)
                       ? url_config_read_body(req, true)
                       : NULL;

    if (body && check_exists(&s, req))
        create(service, req, &s, body);
    json_decref(body);
}

void url_config_update(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    struct subject s;
    json_t *body = find_subject(&s, service, req, path)
                       ? url_config_read_body(req, false)
                       : NULL;

    if (body && check_exists(&s, req)) {
        if (!find(&s))
            reply_none(req);
        else if (save(&s, req, json_deep_copy(find(&s)), body))
            service_reply_json(req,
                               show(service, &s, s.name.qualifier, find(&s)));
    }
    json_decref(body);
}

void url_config_delete(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    struct subject s;

    if (!find_subject(&s, service, req, path))
        return;
    if (!find(&s)) {
        reply_none(req);
        return;
    }
    bool streamed = streams(find(&s));
    (void)json_object_del(json_object_get(s.entry->document, urls),
                          *s.name.qualifier ? s.name.qualifier
                                            : FUNCTION_LATEST);
    if (!entry_save(s.management, s.entry, req))
        return;
    renew(&s, streamed);
    service_reply_nothing(req);
}

/* It is no function of the catalog. */
static bool is_folder(const struct service_context *service,
                      const struct request_path *path)
{
    struct function_name n;

    return !service->management ||
           (function_name_parse(&n, path->segment[2]) &&
            !catalog_find(&service->management->catalog, n.name) &&
            function_registry_find(service->dispatcher->registry, n.name));
}

bool url_config_get(struct service_context *service, struct http_request *req,
                    const struct request_path *path)
{
    struct subject s;

    if (is_folder(service, path))
        return false;
    if (!find_subject(&s, service, req, path))
        return true;
    if (find(&s))
        service_reply_json(req,
                           show_whole(service, &s, s.name.qualifier, find(&s)));
    else
        reply_none(req);
    return true;
}

bool url_config_list(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct subject s;
    json_t *items;
    const char *qualifier;
    json_t *config;

    if (is_folder(service, path))
        return false;
    if (!subject_read(&s, service, req, path))
        return true;
    if (!s.entry) {
        reply_no_function(req);
        return true;
    }
    items = json_array();
    json_object_foreach(json_object_get(s.entry->document, urls), qualifier,
                        config)
        item_list_add(
            items,
            show_whole(service, &s,
                       strcmp(qualifier, FUNCTION_LATEST) != 0 ? qualifier : "",
                       config));
    item_list_send(items, req, path, "FunctionUrlConfigs");
    return true;
}
