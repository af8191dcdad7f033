#include "host/function_api/alias_checks.h"

#include <stdio.h>
#include <string.h>

#include "host/catalog/catalog.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/management.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { NAME_MAX_LENGTH = 128, VERSION_MAX = 1024, DESCRIPTION_MAX = 256 };

#define KEYS                                                                   \
    "Map keys must satisfy constraint: [Member must have length less than or " \
    "equal to 1024, Member must have length greater than or equal to 1, "      \
    "Member must satisfy regular expression pattern: [0-9]+]"
#define VALUES                                                                 \
    "Map value must satisfy constraint: [Member must have value less than or " \
    "equal to 1.0, Member must have value greater than or equal to 0.0, "      \
    "Member must not be null]"

static const struct checks_type types[] = {{"Name", JSON_STRING},
                                           {"FunctionVersion", JSON_STRING},
                                           {"Description", JSON_STRING},
                                           {"RevisionId", JSON_STRING},
                                           {"RoutingConfig", JSON_OBJECT}};
static const struct checks_type routing_types[] = {
    {"AdditionalVersionWeights", JSON_OBJECT}};

static const char member[] = "routingConfig.additionalVersionWeights";

/* "{1=0.5, 2=1.0}" */
static void show(struct buf *out, const json_t *weights)
{
    const char *key;
    json_t *value;

    (void)!buf_add_str(out, "{");
    json_object_foreach((json_t *)(size_t)weights, key, value)
    {
        double weight = json_number_value(value);
        bool whole = weight >= -1e6 && weight <= 1e6 &&
                     (double)(long long)weight == weight;
        (void)!buf_printf(out, "%s%s=", out->size > 1 ? ", " : "", key);
        if (json_is_number(value))
            (void)!buf_printf(out, whole ? "%.1f" : "%.15g", weight);
        else
            (void)!buf_add_str(out, "null");
    }
    (void)!buf_add_str(out, "}");
}

static void check_weights(struct checks *checks, const json_t *weights)
{
    AUTO(struct buf, buf_free) shown = BUF(4096);
    bool keys = true;
    bool values = true;
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(size_t)weights, key, value)
    {
        size_t size = strlen(key);
        double weight = json_number_value(value);
        keys = keys && size > 0 && size <= VERSION_MAX &&
               strspn(key, "0123456789") == size;
        values = values && json_is_number(value) && weight >= 0 && weight <= 1;
    }
    if (keys && values)
        return;
    show(&shown, weights);
    if (!keys)
        checks_add(checks, shown.data, member, "%s", KEYS);
    if (!values)
        checks_add(checks, shown.data, member, "%s", VALUES);
}

/* The regular expression has a look-ahead, which POSIX has not. */
static void check_name(struct checks *checks, const char *name)
{
    json_t *value = json_string(name);

    checks_length(checks, value, "name", NAME_MAX_LENGTH);
    json_decref(value);
    if (!function_qualifier_is_plain(name) || *name == '$' ||
        strspn(name, "0123456789") == strlen(name))
        checks_add(checks, name, "name",
                   "Member must satisfy regular expression pattern: "
                   "(?!^[0-9]+$)([a-zA-Z0-9-_]+)");
}

bool alias_checks_types(json_t *request, struct http_request *req)
{
    return checks_types(request, types, COUNT(types), req) &&
           checks_types(json_object_get(request, "RoutingConfig"),
                        routing_types, COUNT(routing_types), req);
}

bool alias_checks_members(const char *name, const json_t *request, bool is_new,
                          struct http_request *req)
{
    struct checks checks = CHECKS;
    const json_t *version = json_object_get(request, "FunctionVersion");

    if (name)
        check_name(&checks, name);
    else
        checks_required(&checks, NULL, "name");
    if (is_new)
        checks_required(&checks, version, "functionVersion");
    checks_length(&checks, version, "functionVersion", VERSION_MAX);
    checks_pattern(&checks, version, "functionVersion",
                   "\\$LATEST(\\.PUBLISHED)?|[0-9]+",
                   "(\\$LATEST(\\.PUBLISHED)?|[0-9]+)");
    checks_length(&checks, json_object_get(request, "Description"),
                  "description", DESCRIPTION_MAX);
    check_weights(&checks,
                  json_object_get(json_object_get(request, "RoutingConfig"),
                                  "AdditionalVersionWeights"));
    return !checks_send(&checks, req);
}

static bool check_exists(const struct management *m,
                         const struct catalog_entry *entry, const char *version,
                         struct http_request *req)
{
    char arn[FUNCTION_ARN_SIZE];

    if (catalog_version(entry, version))
        return true;
    function_arn(arn, m->region, entry->name, version);
    service_reply_not_found(req, arn);
    return false;
}

bool alias_checks_versions(const struct management *m,
                           const struct catalog_entry *entry,
                           const char *version, const json_t *routing,
                           struct http_request *req)
{
    json_t *weights = json_object_get(routing, "AdditionalVersionWeights");
    const char *other = json_object_iter_key(json_object_iter(weights));

    if (!check_exists(m, entry, version, req))
        return false;
    if (!other)
        return true;
    if (json_object_size(weights) > 1)
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Number of items in AdditionalVersionWeights cannot "
                           "be greater than 1");
    else if (!strcmp(version, "$LATEST"))
        service_error_send(req, SERVICE_INVALID_PARAMETER_PLAIN,
                           "$LATEST is not supported for an alias pointing to "
                           "more than 1 version");
    else if (!strcmp(version, other))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Invalid function version %s. Function version %s "
                           "is already included in routing configuration.",
                           other, other);
    else
        return check_exists(m, entry, other, req);
    return false;
}

bool alias_checks_provisioned(const struct catalog_entry *entry,
                              const char *name, const char *version,
                              struct http_request *req)
{
    if (strcmp(version, FUNCTION_LATEST) != 0 ||
        !json_object_get(json_object_get(entry->document, "provisioned"), name))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER, ALIAS_UNPUBLISHED);
    return false;
}
