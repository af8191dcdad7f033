#include "host/resources/tags.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/dispatch/dispatcher.h"
#include "host/http/request_path.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/mappings/mapping_folders.h"
#include "host/mappings/mappings.h"
#include "host/resources/tag_checks.h"
#include "host/resources/tag_keys.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum {
    RESOURCE_SEGMENT = 2, /* 2017-03-31/tags/RESOURCE */
    RESOURCE_MAX = 256,
    TAGS_MAX = 50,
};

#define ARN "arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))"
#define RESOURCE_SHOWN                                                         \
    ARN "?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z" \
        "0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{"  \
        "17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{"  \
        "4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)"
/* Of the id of an event source mapping it asks less. */
#define RESOURCE_PATTERN                                                       \
    ARN "?-[a-z]+-[0-9]:[0-9]{12}:(function:[a-zA-Z0-9_-]+(:(\\$LATEST|[a-zA-" \
        "Z0-9_-]+))?|layer:([a-zA-Z0-9_-]+)|code-signing-config:csc-[a-z0-9]{" \
        "17}|event-source-mapping:[0-9a-fA-F-]+|capacity-provider:[a-zA-Z0-9_" \
        "-]+)"

/* There are none of these. */
static const struct {
    const char *part; /* of the ARN */
    const char *sentence;
} absent[] = {
    {":capacity-provider:", "Capacity provider not found"},
    {":layer:", "Layer not found"},
};

static bool check_resource(const char *arn, struct http_request *req)
{
    struct checks checks = CHECKS;
    json_t *value = json_string(arn);

    checks_length(&checks, value, "resource", RESOURCE_MAX);
    checks_pattern(&checks, value, "resource", RESOURCE_PATTERN,
                   RESOURCE_SHOWN);
    json_decref(value);
    if (checks_send(&checks, req))
        return false;
    for (size_t i = 0; i < COUNT(absent); i++) {
        if (!strstr(arn, absent[i].part))
            continue;
        service_error_send(req, SERVICE_NOT_FOUND, "%s: %s", absent[i].sentence,
                           arn);
        return false;
    }
    return true;
}

/* A function of a folder has no tags, and gets none. */
static void reply_unknown(const struct service_context *service,
                          const struct function_name *n, const char *arn,
                          struct http_request *req)
{
    if (!function_registry_find(service->dispatcher->registry, n->name))
        service_reply_not_found(req, arn);
    else if (!strcmp(req->method, "GET"))
        service_reply_json(req, json_pack("{s:{}}", "Tags"));
    else
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "The function %s is a folder, which has no tags; "
                           "this API changes functions that were made by "
                           "CreateFunction",
                           n->name);
}

static struct mapping *find_mapping(const struct service_context *service,
                                    struct http_request *req, const char *arn)
{
    struct mapping *m = mappings_find(service->mappings, strrchr(arn, ':') + 1);

    if (!m)
        service_error_send(req, SERVICE_NOT_FOUND,
                           "Event source mapping not found: %s", arn);
    return m;
}

/* NULL: the response was sent. */
static struct catalog_entry *
find_function(const struct service_context *service, struct http_request *req,
              const char *arn)
{
    struct function_name n;

    if (!function_name_parse(&n, arn) ||
        strcmp(n.region, service->region) != 0) {
        service_reply_not_found(req, arn);
        return NULL;
    }
    if (*n.qualifier) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Tags on function aliases and versions are not "
                           "supported. Please specify a function ARN.");
        return NULL;
    }
    struct catalog_entry *entry =
        catalog_find(&service->management->catalog, n.name);
    if (!entry)
        reply_unknown(service, &n, arn, req);
    return entry;
}

static json_t *find_signing(const struct service_context *service,
                            struct http_request *req, const char *arn)
{
    json_t *config = signing_catalog_find(&service->management->signing, arn);

    if (!config)
        service_error_send(req, SERVICE_NOT_FOUND,
                           "Code signing config not found: %s", arn);
    return config;
}

/* What has tags: one of them. */
struct tagged {
    struct catalog_entry *entry;
    struct mapping *mapping;
    json_t *signing;
};

/* False: the response was sent. */
static bool find(const struct service_context *service,
                 struct http_request *req, const struct request_path *path,
                 struct tagged *it)
{
    const char *arn = path->segment[RESOURCE_SEGMENT];

    *it = (struct tagged){.entry = NULL};
    if (!check_resource(arn, req))
        return false;
    if (strstr(arn, ":event-source-mapping:"))
        it->mapping = find_mapping(service, req, arn);
    else if (strstr(arn, ":code-signing-config:"))
        it->signing = find_signing(service, req, arn);
    else
        it->entry = find_function(service, req, arn);
    return it->mapping || it->signing || it->entry;
}

/* A copy. */
static json_t *copy_tags(const struct tagged *it)
{
    json_t *tags =
        it->entry
            ? catalog_object(it->entry, "tags")
            : json_object_get(it->mapping ? it->mapping->document : it->signing,
                              "tags");

    return tags ? json_copy(tags) : json_object();
}

void tags_list(struct service_context *service, struct http_request *req,
               const struct request_path *path)
{
    struct tagged it;

    if (find(service, req, path, &it))
        service_reply_json(req, json_pack("{s:o}", "Tags", copy_tags(&it)));
}

static void save_mapping(struct service_context *service,
                         const struct mapping *mapping, json_t *tags,
                         struct http_request *req)
{
    json_t *document = json_copy(mapping->document);
    char uuid[UUID_SIZE];
    struct error err = ERROR_NONE;

    if (!mapping_folders_may_change(mapping, req)) {
        json_decref(document);
        return;
    }
    (void)json_object_set(document, "tags", tags);
    (void)snprintf(uuid, sizeof uuid, "%s", mapping->uuid);
    if (mappings_put(service->mappings, uuid, document, &err))
        service_reply_nothing(req);
    else
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
}

static void save_signing(struct service_context *service, const json_t *config,
                         json_t *tags, struct http_request *req)
{
    json_t *document = json_copy((json_t *)(size_t)config);
    struct error err = ERROR_NONE;

    (void)json_object_set(document, "tags", tags);
    if (signing_catalog_put(&service->management->signing, document, &err))
        service_reply_nothing(req);
    else
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
}

static void save(struct service_context *service, const struct tagged *it,
                 json_t *tags, struct http_request *req)
{
    if (it->mapping)
        save_mapping(service, it->mapping, tags, req);
    else if (it->signing)
        save_signing(service, it->signing, tags, req);
    else if (json_object_set(it->entry->document, "tags", tags) == 0 &&
             configuration_new_revision(catalog_latest(it->entry)) &&
             entry_save(service->management, it->entry, req))
        service_reply_nothing(req);
}

static void add(struct service_context *service, struct http_request *req,
                const struct request_path *path, json_t *tags)
{
    struct tagged it;

    if (!find(service, req, path, &it) || !tag_checks(tags, req))
        return;
    json_t *all = copy_tags(&it);
    if (json_object_update(all, tags) != 0)
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
    else if (json_object_size(all) > TAGS_MAX)
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Number of tags exceeds resource tag limit.");
    else
        save(service, &it, all, req);
    json_decref(all);
}

void tags_add(struct service_context *service, struct http_request *req,
              const struct request_path *path)
{
    static const struct checks_type types[] = {{"Tags", JSON_OBJECT}};
    json_t *body = entry_read_body(req);

    if (body && checks_types(body, types, COUNT(types), req))
        add(service, req, path, json_object_get(body, "Tags"));
    json_decref(body);
}

void tags_remove(struct service_context *service, struct http_request *req,
                 const struct request_path *path)
{
    json_t *keys = tag_keys_read(path);
    struct tagged it;

    if (json_array_size(keys) == 0 && request_path_has_query(path, "tagKeys"))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "A value of tagKeys is not encoded.");
    else if (tag_checks_keys(keys, req) && find(service, req, path, &it)) {
        json_t *tags = copy_tags(&it);
        tag_keys_drop(keys, tags);
        save(service, &it, tags, req);
        json_decref(tags);
    }
    json_decref(keys);
}
