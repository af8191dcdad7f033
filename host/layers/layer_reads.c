#include "host/layers/layer_reads.h"

#include <stdlib.h>
#include <string.h>

#include "host/http/request_path.h"
#include "host/layers/layer_show.h"
#include "host/layers/layer_subject.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/management.h"
#include "host/management/page.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

/* What a list is limited to; "": nothing. */
struct wanted {
    char runtime[256];
    char architecture[256];
};

static void reply_none(struct http_request *req)
{
    service_error_send(req, SERVICE_NOT_FOUND,
                       "The resource you requested does not exist.");
}

void layer_reads_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct layer_subject s;

    if (!layer_subject_read(&s, service, req, path))
        return;
    if (s.version)
        service_reply_json(
            req, layer_show_whole(service, req, s.name.name, s.version));
    else
        reply_none(req);
}

static void get_by_arn(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    struct checks checks = CHECKS;
    char arn[LAYER_ARN_SIZE] = "";
    struct layer_name n;

    (void)!request_path_query(path, "Arn", arn, sizeof arn);
    if (!layer_name_parse(&n, arn) || n.version < 1)
        checks_add(&checks, arn, "arn",
                   "Member must satisfy regular expression pattern: %s",
                   "(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|"
                   "(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:"
                   "[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::"
                   "awslayer:[a-zA-Z0-9-_]+)");
    if (checks_send(&checks, req))
        return;
    const json_t *version =
        layer_catalog_version(&service->management->layers, n.name, n.version);
    if (version && layer_name_is_own(&n))
        service_reply_json(req,
                           layer_show_whole(service, req, n.name, version));
    else
        reply_none(req);
}

/* False: the response was sent. */
static bool read_wanted(struct wanted *wanted, struct http_request *req,
                        const struct request_path *path)
{
    *wanted = (struct wanted){.runtime = ""};
    (void)!request_path_query(path, "CompatibleRuntime", wanted->runtime,
                              sizeof wanted->runtime);
    (void)!request_path_query(path, "CompatibleArchitecture",
                              wanted->architecture,
                              sizeof wanted->architecture);
    struct checks checks = CHECKS;
    json_t *runtime = *wanted->runtime ? json_string(wanted->runtime) : NULL;
    json_t *architecture =
        *wanted->architecture ? json_string(wanted->architecture) : NULL;
    layer_subject_check_runtimes(&checks, runtime, "compatibleRuntime");
    layer_subject_check_architectures(&checks, architecture,
                                      "compatibleArchitecture");
    json_decref(runtime);
    json_decref(architecture);
    return !checks_send(&checks, req);
}

static bool has(const json_t *version, const char *key, const char *text)
{
    const json_t *list = json_object_get(version, key);

    if (!*text)
        return true;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!strcmp(json_string_value(json_array_get(list, i)), text))
            return true;
    return false;
}

static bool fits(const json_t *version, const struct wanted *wanted)
{
    return has(version, "CompatibleRuntimes", wanted->runtime) &&
           has(version, "CompatibleArchitectures", wanted->architecture);
}

static const char *number_of(const char *arn)
{
    const char *colon = strrchr(arn, ':');

    return colon ? colon + 1 : arn;
}

/* The newest is the first. */
static bool is_newer(const char *one, const char *other)
{
    return strtoll(one, NULL, 10) > strtoll(other, NULL, 10);
}

void layer_reads_versions(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path)
{
    static const struct page_order order = {
        .key = "LayerVersionArn", .part = number_of, .is_before = is_newer};
    struct layer_subject s;
    struct wanted wanted;
    struct page page;

    if (!layer_subject_read(&s, service, req, path) ||
        !read_wanted(&wanted, req, path) ||
        !page_read(&page, req, path, PAGE_MAX))
        return;
    const json_t *versions = json_object_get(
        layer_catalog_find(&service->management->layers, s.name.name),
        "versions");
    json_t *items = json_array();
    for (size_t i = json_array_size(versions); i > 0; i--) {
        const json_t *version = json_array_get(versions, i - 1);
        if (fits(version, &wanted))
            (void)json_array_append_new(
                items, layer_show_item(service, s.name.name, version));
    }
    page_send(&page, req, "LayerVersions", items, &order);
}

/* With its newest version that fits. NULL: there is none. */
static json_t *show_layer(const struct service_context *service,
                          const char *name, const json_t *document,
                          const struct wanted *wanted)
{
    const json_t *versions = json_object_get(document, "versions");
    char arn[LAYER_ARN_SIZE];

    layer_arn(arn, service->region, name, 0);
    for (size_t i = json_array_size(versions); i > 0; i--) {
        const json_t *version = json_array_get(versions, i - 1);
        if (fits(version, wanted))
            return json_pack("{s:s, s:s, s:o}", "LayerName", name, "LayerArn",
                             arn, "LatestMatchingVersion",
                             layer_show_item(service, name, version));
    }
    return NULL;
}

static void insert(json_t *items, json_t *item)
{
    const char *name = configuration_text(item, "LayerName");
    size_t at = json_array_size(items);

    while (at > 0 && page_text_is_before(
                         name, configuration_text(json_array_get(items, at - 1),
                                                  "LayerName")))
        at--;
    (void)json_array_insert_new(items, at, item);
}

void layer_reads_layers(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    static const struct page_order order = {.key = "LayerName",
                                            .is_before = page_text_is_before};
    struct wanted wanted;
    struct page page;
    const char *name;
    json_t *document;

    if (request_path_has_query(path, "find")) {
        get_by_arn(service, req, path);
        return;
    }
    if (!read_wanted(&wanted, req, path) ||
        !page_read(&page, req, path, PAGE_MAX))
        return;
    json_t *items = json_array();
    json_object_foreach(service->management->layers.layers, name, document)
    {
        json_t *item = show_layer(service, name, document, &wanted);
        if (item)
            insert(items, item);
    }
    page_send(&page, req, "Layers", items, &order);
}
