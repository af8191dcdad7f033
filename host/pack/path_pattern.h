/* path_pattern.h - a pattern of paths as .gitignore has them: ? * ** [a-z] [!a]
 * and \. Pure. */
#ifndef DAYFLY_HOST_PACK_PATH_PATTERN_H
#define DAYFLY_HOST_PACK_PATH_PATTERN_H

#include <stdbool.h>

#include "common/error.h"

struct path_pattern;

/* `plain`: all characters mean themselves. `anywhere`: folders may come before
 * it. To be freed with mem_free. NULL: it is no pattern, and err says why. */
struct path_pattern *path_pattern_make(const char *text, bool plain,
                                       bool anywhere, struct error *err);
bool path_pattern_match(const struct path_pattern *pattern, const char *path);

#endif
