#include "host/resources/tag_keys.h"

#include "host/http/request_path.h"

json_t *tag_keys_read(const struct request_path *path)
{
    const char *query = path->query;
    char key[REQUEST_PATH_MAX_BYTES + 1];
    json_t *keys = json_array();

    while (request_path_next_query(&query, "tagKeys", key, sizeof key))
        (void)json_array_append_new(keys, json_string(key));
    return keys;
}

void tag_keys_drop(const json_t *keys, json_t *tags)
{
    size_t i;
    json_t *key;

    json_array_foreach(keys, i, key)
    {
        (void)json_object_del(tags, json_string_value(key));
    }
}
