#include "host/releases/release_checks.h"

#include <string.h>

#include "host/functions/function_name.h"
#include "host/management/configuration.h"
#include "host/management/management.h"
#include "host/service/service_error.h"

bool release_checks_alias(const char *alias, struct http_request *req)
{
    if (function_qualifier_is_plain(alias) && *alias != '$' &&
        strspn(alias, "0123456789") != strlen(alias))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "\"alias\" must be the name of an alias: 1 to 128 "
                       "letters, digits, - and _, and not only digits");
    return false;
}

/* Each function and its version are there. */
bool release_checks_functions(const struct management *m,
                              const json_t *functions, struct http_request *req)
{
    const char *name;
    json_t *version;

    if (json_object_size(functions) == 0) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "\"functions\" must be an object of names and "
                           "versions, such as {\"hello\": \"3\"}");
        return false;
    }
    json_object_foreach((json_t *)(size_t)functions, name, version)
    {
        const struct catalog_entry *entry = catalog_find(&m->catalog, name);
        const char *number = json_string_value(version);
        if (entry && number && *number != '$' && catalog_version(entry, number))
            continue;
        service_error_send(req, SERVICE_NOT_FOUND,
                           "%s has no version %s: nothing was changed", name,
                           number ? number : "that is a text");
        return false;
    }
    return true;
}

/* The code of each has started once. */
bool release_checks_started(const struct management *m, const json_t *functions,
                            struct http_request *req)
{
    const char *name;
    json_t *version;

    json_object_foreach((json_t *)(size_t)functions, name, version)
    {
        const char *reason = configuration_unstarted(catalog_version(
            catalog_find(&m->catalog, name), json_string_value(version)));
        if (!reason)
            continue;
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "%s: its code does not start: %s", name, reason);
        return false;
    }
    return true;
}
