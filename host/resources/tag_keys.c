#include "host/resources/tag_keys.h"

#include "host/http/request_path.h"
#include "host/management/checks.h"

size_t tag_keys_drop(const struct request_path *path, json_t *tags)
{
    const char *query = path->query;
    char key[4 * CHECKS_TAG_KEY_MAX];
    size_t count = 0;

    for (; request_path_next_query(&query, "tagKeys", key, sizeof key); count++)
        (void)json_object_del(tags, key);
    return count;
}
