/* tree_path.h - paths of what is packed. Pure. */
#ifndef DAYFLY_HOST_PACK_TREE_PATH_H
#define DAYFLY_HOST_PACK_TREE_PATH_H

#include <limits.h>
#include <stdbool.h>

#include "common/compiler.h"

/* What comes after `folder` and its slash; "" if both are the same. NULL: path
 * is not in the folder. */
const char *tree_path_below(const char *path, const char *folder);
/* How `target` is named from the folder of `name`; both are names in the zip,
 * target also ".". False: it is too long. */
bool tree_path_relative(char relative[PATH_MAX], const char *target,
                        const char *name) MUST_CHECK;

#endif
