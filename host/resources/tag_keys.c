#include "host/resources/tag_keys.h"

#include <stdio.h>
#include <string.h>

#include "host/http/request_path.h"
#include "host/management/checks.h"

size_t tag_keys_drop(const struct request_path *path, json_t *tags)
{
    char key[4 * CHECKS_TAG_KEY_MAX];
    size_t count = 0;

    for (const char *at = path->query; *at;) {
        size_t size = strcspn(at, "&");
        struct request_path pair;
        char target[REQUEST_PATH_MAX_BYTES];
        (void)snprintf(target, sizeof target, "/?%.*s", (int)size, at);
        if (request_path_parse(&pair, target) &&
            request_path_query(&pair, "tagKeys", key, sizeof key)) {
            (void)json_object_del(tags, key);
            count++;
        }
        at += size + (at[size] == '&');
    }
    return count;
}
