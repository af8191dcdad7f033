/* jsonc_file.h - a JSON file of other tools, which may hold comments and commas
 * before a closing bracket. */
#ifndef DAYFLY_COMMON_FUNCTION_JSONC_FILE_H
#define DAYFLY_COMMON_FUNCTION_JSONC_FILE_H

#include <jansson.h>

#include "common/error.h"

/* A new reference. NULL without an error: there is no such file, or it is
 * empty. */
json_t *jsonc_file_load(const char *path, struct error *err);

#endif
