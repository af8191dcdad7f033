#include "host/function_api/aliases.h"

#include <stdio.h>
#include <string.h>

#include "host/http/request_path.h"
#include "host/function_api/alias_checks.h"
#include "host/management/bounds.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/management/page.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { ALIAS_SEGMENT = 4 }; /* .../functions/NAME/aliases/ALIAS */

/* An empty one is not kept. */
static bool set_routing(json_t *alias, const json_t *request)
{
    json_t *routing = json_object_get(request, "RoutingConfig");

    if (!routing)
        return true;
    if (json_object_size(json_object_get(routing, "AdditionalVersionWeights")) >
        0)
        return json_object_set(alias, "RoutingConfig", routing) == 0;
    (void)json_object_del(alias, "RoutingConfig");
    return true;
}

static bool take(json_t *alias, const json_t *request)
{
    static const char *const members[] = {"FunctionVersion", "Description"};

    for (size_t i = 0; i < COUNT(members); i++) {
        json_t *value = json_object_get(request, members[i]);
        if (json_is_string(value) &&
            json_object_set(alias, members[i], value) != 0)
            return false;
    }
    return set_routing(alias, request) && configuration_new_revision(alias);
}

static json_t *make(const struct management *m,
                    const struct catalog_entry *entry, const char *name,
                    const json_t *request)
{
    char arn[FUNCTION_ARN_SIZE];

    function_arn(arn, m->region, entry->name, name);
    json_t *alias = json_pack("{s:s,s:s,s:s}", "AliasArn", arn, "Name", name,
                              "Description", "");
    if (alias && take(alias, request))
        return alias;
    json_decref(alias);
    return NULL;
}

/* By name. Takes the alias. */
static bool insert(struct catalog_entry *entry, json_t *alias)
{
    json_t *aliases = catalog_array(entry, "aliases");
    const char *name = configuration_text(alias, "Name");
    size_t at = 0;

    while (at < json_array_size(aliases) &&
           strcmp(configuration_text(json_array_get(aliases, at), "Name"),
                  name) < 0)
        at++;
    return json_array_insert_new(aliases, at, alias) == 0;
}

bool aliases_point(const struct management *m, struct catalog_entry *entry,
                   const char *name, const char *version)
{
    json_t *alias = catalog_alias(entry, name);
    json_t *request =
        json_pack("{s:s,s:{}}", "FunctionVersion", version, "RoutingConfig");
    bool ok = request != NULL;

    if (ok && alias) {
        ok = take(alias, request);
    } else if (ok) {
        alias = make(m, entry, name, request);
        ok = alias && insert(entry, alias);
    }
    json_decref(request);
    return ok;
}

static bool check_new(const struct management *m,
                      const struct catalog_entry *entry, const char *name,
                      const json_t *body, struct http_request *req)
{
    char arn[FUNCTION_ARN_SIZE];

    if (!alias_checks_versions(m, entry,
                               configuration_text(body, "FunctionVersion"),
                               json_object_get(body, "RoutingConfig"), req))
        return false;
    if (!catalog_alias(entry, name))
        return true;
    function_arn(arn, m->region, entry->name, name);
    service_error_send(req, SERVICE_CONFLICT, "Alias already exists: %s", arn);
    return false;
}

static void create(struct service_context *service, struct http_request *req,
                   const struct request_path *path, const json_t *body)
{
    struct management *m = service->management;
    struct function_name n;
    const char *name = json_string_value(json_object_get(body, "Name"));
    struct catalog_entry *entry;

    if (!alias_checks_members(name, body, true, req) ||
        !service_read_name(service, req, path, &n))
        return;
    (void)snprintf(n.qualifier, sizeof n.qualifier, "%s",
                   configuration_text(body, "FunctionVersion"));
    entry = entry_find_parsed(m, req, &n);
    if (!entry || !check_new(m, entry, name, body, req))
        return;
    json_t *alias = make(m, entry, name, body);
    if (!alias || !insert(entry, alias))
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
    else if (entry_save(m, entry, req))
        service_reply_json_with(req, 201, json_incref(alias));
}

void aliases_create(struct service_context *service, struct http_request *req,
                    const struct request_path *path)
{
    json_t *body = entry_read_body(req);

    if (body && alias_checks_types(body, req))
        create(service, req, path, body);
    json_decref(body);
}

/* NULL: the response was sent. */
static json_t *find(struct service_context *service, struct http_request *req,
                    const struct request_path *path,
                    struct catalog_entry **entry, const char *sentence)
{
    struct function_name n;
    char arn[FUNCTION_ARN_SIZE];
    const char *name = path->segment[ALIAS_SEGMENT];

    if (!alias_checks_members(name, NULL, false, req))
        return NULL;
    *entry = entry_find(service, req, path, &n);
    json_t *alias = *entry ? catalog_alias(*entry, name) : NULL;
    if (!*entry || alias)
        return alias;
    function_arn(arn, service->region, (*entry)->name, name);
    service_error_send(req, SERVICE_NOT_FOUND, "%s: %s", sentence, arn);
    return NULL;
}

void aliases_get(struct service_context *service, struct http_request *req,
                 const struct request_path *path)
{
    struct catalog_entry *entry;
    json_t *alias = find(service, req, path, &entry, "Cannot find alias arn");

    if (alias)
        service_reply_json(req, json_incref(alias));
}

/* The alias as the request makes it is checked. */
static bool check_update(const struct management *m,
                         const struct catalog_entry *entry, const json_t *alias,
                         const json_t *body, struct http_request *req)
{
    const char *version = configuration_text(body, "FunctionVersion");
    const json_t *routing = json_object_get(body, "RoutingConfig");

    return entry_check_revision(alias, body, req) &&
           alias_checks_versions(
               m, entry,
               *version ? version
                        : configuration_text(alias, "FunctionVersion"),
               routing ? routing : json_object_get(alias, "RoutingConfig"),
               req) &&
           alias_checks_provisioned(entry, configuration_text(alias, "Name"),
                                    version, req);
}

static void update(struct service_context *service, struct http_request *req,
                   const struct request_path *path, const json_t *body)
{
    struct management *m = service->management;
    struct catalog_entry *entry;
    json_t *alias;

    if (!alias_checks_members(path->segment[ALIAS_SEGMENT], body, false, req))
        return;
    alias = find(service, req, path, &entry, "Alias not found");
    if (!alias || !check_update(m, entry, alias, body, req))
        return;
    if (!take(alias, body))
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
    else if (entry_save(m, entry, req)) {
        bounds_apply(m, entry);
        service_reply_json(req, json_incref(alias));
    }
}

void aliases_update(struct service_context *service, struct http_request *req,
                    const struct request_path *path)
{
    json_t *body = entry_read_body(req);

    if (body && alias_checks_types(body, req))
        update(service, req, path, body);
    json_decref(body);
}

/* False: the parameter is not valid, and the response was sent. */
static bool read_version(struct http_request *req,
                         const struct request_path *path,
                         char version[REQUEST_PATH_MAX_BYTES + 1])
{
    *version = '\0';
    if (!request_path_query(path, "FunctionVersion", version,
                            REQUEST_PATH_MAX_BYTES + 1) ||
        !*version)
        return true;
    json_t *asked = json_pack("{s:s}", "FunctionVersion", version);
    bool ok = alias_checks_members("a", asked, false, req);
    json_decref(asked);
    return ok;
}

void aliases_list(struct service_context *service, struct http_request *req,
                  const struct request_path *path)
{
    static const struct page_order order = {.key = "Name",
                                            .is_before = page_text_is_before};
    struct function_name n;
    struct page page;
    char version[REQUEST_PATH_MAX_BYTES + 1];
    struct catalog_entry *entry = entry_find(service, req, path, &n);

    if (!entry || !page_read(&page, req, path, PAGE_ITEMS_MAX) ||
        !read_version(req, path, version))
        return;
    const json_t *aliases = json_object_get(entry->document, "aliases");
    json_t *items = json_array();
    for (size_t i = 0; i < json_array_size(aliases); i++) {
        json_t *alias = json_array_get(aliases, i);
        if (!*version ||
            !strcmp(configuration_text(alias, "FunctionVersion"), version))
            (void)json_array_append(items, alias);
    }
    page_send(&page, req, "Aliases", items, &order);
}

void aliases_delete(struct service_context *service, struct http_request *req,
                    const struct request_path *path)
{
    struct function_name n;
    const char *name = path->segment[ALIAS_SEGMENT];
    struct catalog_entry *entry;

    if (!alias_checks_members(name, NULL, false, req))
        return;
    entry = entry_find(service, req, path, &n);
    if (!entry)
        return;
    json_t *aliases = catalog_array(entry, "aliases");
    for (size_t i = json_array_size(aliases); i-- > 0;)
        if (!strcmp(configuration_text(json_array_get(aliases, i), "Name"),
                    name))
            (void)json_array_remove(aliases, i);
    entry_forget_qualifier(entry, name);
    if (!entry_save(service->management, entry, req))
        return;
    bounds_apply(service->management, entry);
    service_reply_nothing(req);
}
