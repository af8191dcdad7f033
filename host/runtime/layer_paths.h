/* layer_paths.h - the folders of a function's layers in which programs and
 * packages are searched for. */
#ifndef DAYFLY_HOST_RUNTIME_LAYER_PATHS_H
#define DAYFLY_HOST_RUNTIME_LAYER_PATHS_H

#include <stddef.h>

#include "common/buf.h"

/* The n-th variable that names such folders; NULL: there are fewer. */
const char *layer_paths_variable(size_t n);
/* Its value: what it is already, which comes first (NULL: nothing), and the
 * folders that are there. `layers`: FOLDER:FOLDER, the first wins. False: out
 * of memory. */
bool layer_paths_add(struct buf *value, size_t n, const char *old,
                     const char *layers) MUST_CHECK;

#endif
