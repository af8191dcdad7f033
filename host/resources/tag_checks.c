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

bool tag_checks_keys(const json_t *keys, struct http_request *req)
{
    struct checks checks = CHECKS;
    AUTO(struct buf, buf_free) shown = BUF(8192);
    size_t wrong = 0;
    size_t i;
    json_t *key;

    json_array_foreach(keys, i, key)
    {
        struct checks one = CHECKS;
        checks_length(&one, key, "tagKeys", CHECKS_TAG_KEY_MAX);
        checks_least_length(&one, key, "tagKeys", 1);
        wrong += one.count;
        buf_free(&one.text);
    }
    if (json_array_size(keys) == 0)
        checks_required(&checks, NULL, "tagKeys");
    if (wrong > 0) {
        checks_show_list(&shown, keys);
        checks_add(&checks, shown.data, "tagKeys",
                   "Member must satisfy constraint: [Member must have length "
                   "less than or equal to %d, Member must have length greater "
                   "than or equal to 1, Member must satisfy regular expression "
                   "pattern: ([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)]",
                   CHECKS_TAG_KEY_MAX);
    }
    return !checks_send(&checks, req);
}
