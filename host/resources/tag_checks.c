#include "host/resources/tag_checks.h"

#include "host/management/checks.h"
#include "host/service/service_error.h"

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
        if (!checks_tag(key, value, req))
            return false;
    }
    return true;
}
