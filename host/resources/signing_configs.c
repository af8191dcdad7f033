#include "host/resources/signing_configs.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/base/ids.h"
#include "host/functions/function_name.h"
#include "host/http/request_path.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/management/page.h"
#include "host/resources/tag_checks.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { ARN_SEGMENT = 2, DESCRIPTION_MAX = 256, PUBLISHERS_MAX = 20 };

static const char publishers[] = "AllowedPublishers";
static const char profiles[] = "SigningProfileVersionArns";
static const char policies[] = "CodeSigningPolicies";
static const char untrusted[] = "UntrustedArtifactOnDeployment";

/* NULL: the response was sent. */
static json_t *find(const struct service_context *service,
                    struct http_request *req, const struct request_path *path)
{
    const char *arn = path->segment[ARN_SEGMENT];
    struct checks checks = CHECKS;
    json_t *value = json_string(arn);

    checks_pattern(&checks, value, "codeSigningConfigArn", SIGNING_ARN_PATTERN,
                   SIGNING_ARN_SHOWN);
    json_decref(value);
    if (checks_send(&checks, req))
        return NULL;
    json_t *config = signing_catalog_find(&service->management->signing, arn);
    if (!config)
        service_error_send(req, SERVICE_NOT_FOUND_PLAIN,
                           "The Lambda code signing configuration %s can not "
                           "be found.",
                           arn);
    return config;
}

static json_t *show(const json_t *config)
{
    json_t *shown = json_copy((json_t *)(size_t)config);

    (void)json_object_del(shown, "tags");
    return shown;
}

static void reply(struct http_request *req, unsigned status,
                  const json_t *config)
{
    service_reply_json_with(
        req, status, json_pack("{s:o}", "CodeSigningConfig", show(config)));
}

#define PROFILE_CONSTRAINT                                                     \
    "Member must satisfy constraint: [Member must have length less than or "   \
    "equal to 10000, Member must have length greater than or equal to 0, "     \
    "Member must satisfy regular expression pattern: arn:(aws[a-zA-Z0-9-]*):(" \
    "[a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d"    \
    "{1})?:(\\d{12})?:(.*), Member must not be null]"

static void check_publishers(struct checks *checks, const json_t *given)
{
    static const char name[] = "allowedPublishers.signingProfileVersionArns";
    AUTO(struct buf, buf_free) shown = BUF(32 * 1024);
    const json_t *list = json_object_get(given, profiles);
    size_t count = json_array_size(list);
    bool good = true;

    if (given)
        checks_required(checks, list, name);
    for (size_t i = 0; i < count; i++) {
        const char *arn = json_string_value(json_array_get(list, i));
        good = good && arn && !strncmp(arn, "arn:aws", strlen("arn:aws"));
    }
    checks_show_list(&shown, list);
    if (list && count == 0)
        checks_add(checks, shown.data, name,
                   "Member must have length greater than or equal to 1");
    if (count > PUBLISHERS_MAX)
        checks_add(checks, shown.data, name,
                   "Member must have length less than or equal to %d",
                   PUBLISHERS_MAX);
    if (!good)
        checks_add(checks, shown.data, name, "%s", PROFILE_CONSTRAINT);
}

/* False: the response was sent. */
static bool check_body(json_t *body, struct http_request *req, bool is_new)
{
    static const struct checks_type types[] = {{"Description", JSON_STRING},
                                               {publishers, JSON_OBJECT},
                                               {policies, JSON_OBJECT},
                                               {"Tags", JSON_OBJECT}};
    static const struct checks_type list[] = {{profiles, JSON_ARRAY}};
    static const struct checks_type word[] = {{untrusted, JSON_STRING}};
    static const char *const words[] = {"Warn", "Enforce", NULL};
    struct checks checks = CHECKS;
    json_t *policy = json_object_get(body, policies);

    if (!checks_types(body, types, COUNT(types), req) ||
        !checks_types(json_object_get(body, publishers), list, 1, req) ||
        !checks_types(policy, word, 1, req))
        return false;
    if (is_new)
        checks_required(&checks, json_object_get(body, publishers),
                        "allowedPublishers");
    check_publishers(&checks, json_object_get(body, publishers));
    checks_length(&checks, json_object_get(body, "Description"), "description",
                  DESCRIPTION_MAX);
    checks_enum(&checks, json_object_get(policy, untrusted),
                "codeSigningPolicies.untrustedArtifactOnDeployment", words,
                "[Warn, Enforce]");
    return !checks_send(&checks, req);
}

/* "csc-" and 17 digits and letters, which grow with time. */
static void make_id(char id[32])
{
    char uuid[UUID_SIZE];

    uuid_make(uuid);
    (void)snprintf(id, 32, "csc-%011llx%.6s",
                   (unsigned long long)clock_wall_ms() & 0xfffffffffffULL,
                   uuid);
}

/* Takes the members of the request. False: the response was sent. */
static bool save(struct service_context *service, json_t *config,
                 const json_t *body, struct http_request *req)
{
    static const char *const given[] = {"Description", publishers, policies};
    struct error err = ERROR_NONE;
    char now[32];

    configuration_time(now);
    for (size_t i = 0; i < COUNT(given); i++) {
        json_t *value = json_object_get(body, given[i]);
        if (value)
            (void)json_object_set(config, given[i], value);
    }
    (void)json_object_set_new(config, "LastModified", json_string(now));
    if (signing_catalog_put(&service->management->signing, json_incref(config),
                            &err))
        return true;
    service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
    return false;
}

void signing_configs_create(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path)
{
    json_t *body = entry_read_body(req);
    json_t *tags = json_object_get(body, "Tags");
    char arn[SIGNING_ARN_SIZE];
    char id[32];

    (void)path;
    if (body && check_body(body, req, true) &&
        (!tags || tag_checks(tags, req))) {
        make_id(id);
        (void)snprintf(arn, sizeof arn,
                       "arn:aws:lambda:%s:000000000000:code-signing-config:%s",
                       service->region, id);
        json_t *config =
            json_pack("{s:s, s:s, s:{s:s}, s:O*}", "CodeSigningConfigId", id,
                      "CodeSigningConfigArn", arn, policies, untrusted, "Warn",
                      "tags", tags);
        if (save(service, config, body, req))
            reply(req, 201, config);
        json_decref(config);
    }
    json_decref(body);
}

void signing_configs_get(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path)
{
    const json_t *config = find(service, req, path);

    if (config)
        reply(req, 200, config);
}

void signing_configs_update(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path)
{
    json_t *old = find(service, req, path);
    json_t *body = old ? entry_read_body(req) : NULL;

    if (body && check_body(body, req, false)) {
        json_t *config = json_deep_copy(old);
        if (save(service, config, body, req))
            reply(req, 200, config);
        json_decref(config);
    }
    json_decref(body);
}

/* {FunctionArn} of each function that has it. */
static json_t *functions_of(const struct management *m, const char *arn)
{
    json_t *list = json_array();

    for (size_t i = 0; i < m->catalog.count; i++) {
        const struct catalog_entry *entry = m->catalog.entries[i];
        if (!strcmp(configuration_text(entry->document, "code_signing"), arn))
            (void)json_array_append(
                list, json_object_get(catalog_latest(entry), "FunctionArn"));
    }
    return list;
}

void signing_configs_delete(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path)
{
    struct management *m = service->management;
    const char *arn = path->segment[ARN_SEGMENT];
    struct error err = ERROR_NONE;

    if (!find(service, req, path))
        return;
    json_t *users = functions_of(m, arn);
    if (json_array_size(users) > 0)
        service_error_send(req, SERVICE_CONFLICT,
                           "The code signing configuration %s is used by %s; "
                           "see DeleteFunctionCodeSigningConfig",
                           arn, json_string_value(json_array_get(users, 0)));
    else if (signing_catalog_remove(&m->signing, arn, &err))
        service_reply_nothing(req);
    else
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
    json_decref(users);
}

void signing_configs_functions(struct service_context *service,
                               struct http_request *req,
                               const struct request_path *path)
{
    static const struct page_order order = {.is_before = page_text_is_before};
    struct page page;

    if (find(service, req, path) && page_read(&page, req, path, PAGE_ITEMS_MAX))
        page_send(&page, req, "FunctionArns",
                  functions_of(service->management, path->segment[ARN_SEGMENT]),
                  &order);
}

void signing_configs_list(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path)
{
    static const struct page_order order = {.key = "CodeSigningConfigArn",
                                            .is_before = page_text_is_before};
    struct page page;
    const char *arn;
    json_t *config;

    if (!page_read(&page, req, path, PAGE_ITEMS_MAX))
        return;
    json_t *items = json_array();
    json_object_foreach(service->management->signing.configs, arn, config)(void)
        json_array_append_new(items, show(config));
    page_send(&page, req, "CodeSigningConfigs", items, &order);
}
