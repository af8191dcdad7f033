/* tag_keys.h - the query parameters `tagKeys` of UntagResource. */
#ifndef DAYFLY_HOST_RESOURCES_TAG_KEYS_H
#define DAYFLY_HOST_RESOURCES_TAG_KEYS_H

#include <jansson.h>

struct request_path;

/* The values that can be read, as a list of texts. NULL: out of memory. */
json_t *tag_keys_read(const struct request_path *path);
/* Removes the tag of each. */
void tag_keys_drop(const json_t *keys, json_t *tags);

#endif
