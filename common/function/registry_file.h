/* registry_file.h - registry.json, which some hosts of Deno functions have in
 * the place of dayfly.json: {"permissions": [Deno's flags], "warmupOnStart"}.
 * Pure. */
#ifndef DAYFLY_COMMON_FUNCTION_REGISTRY_FILE_H
#define DAYFLY_COMMON_FUNCTION_REGISTRY_FILE_H

#include <jansson.h>

#include "common/error.h"

#define REGISTRY_FILE_NAME "registry.json"

/* The same as keys of dayfly.json: a new reference. NULL with an empty err:
 * another program's file, which has other keys; NULL with err: a flag that has
 * no equivalent, or out of memory. */
json_t *registry_file_convert(const json_t *root, struct error *err);

#endif
