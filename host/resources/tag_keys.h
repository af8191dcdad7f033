/* tag_keys.h - the query parameters `tagKeys` of UntagResource. */
#ifndef DAYFLY_HOST_RESOURCES_TAG_KEYS_H
#define DAYFLY_HOST_RESOURCES_TAG_KEYS_H

#include <jansson.h>
#include <stddef.h>

struct request_path;

/* Removes the tag of each value. Returns the number of values that can be read.
 */
size_t tag_keys_drop(const struct request_path *path, json_t *tags);

#endif
