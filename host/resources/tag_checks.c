#include "host/resources/tag_checks.h"

#include <string.h>

#include "host/management/checks.h"
#include "host/service/service_error.h"

enum { KEY_MAX = 128, VALUE_MAX = 256 };

static bool check_tag(const char *key, const json_t *value,
                      struct http_request *req)
{
    struct checks checks = CHECKS;

    if (!json_is_string(value)) {
        service_error_send(req, SERVICE_SERIALIZATION,
                           "The value of the tag '%s' must be a string", key);
        return false;
    }
    if (strlen(key) > KEY_MAX || !*key)
        checks_add(&checks, key, "tags",
                   "Map keys must satisfy constraint: [Member must have length "
                   "less than or equal to %d, Member must have length greater "
                   "than or equal to 1]",
                   KEY_MAX);
    checks_length(&checks, value, "tags", VALUE_MAX);
    if (checks_send(&checks, req))
        return false;
    if (strncmp(key, "aws:", 4) != 0)
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Tag keys that begin with aws: are reserved: %s", key);
    return false;
}

bool tag_checks(json_t *tags, struct http_request *req)
{
    struct checks checks = CHECKS;
    const char *key;
    json_t *value;

    checks_required(&checks, tags, "tags");
    if (checks_send(&checks, req))
        return false;
    if (json_object_size(tags) == 0) {
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "An error occurred and the request cannot be processed.");
        return false;
    }
    json_object_foreach(tags, key, value)
    {
        if (!check_tag(key, value, req))
            return false;
    }
    return true;
}
