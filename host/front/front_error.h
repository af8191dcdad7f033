/* front_error.h - a mistake in a member of a key of dayfly.json. */
#ifndef DAYFLY_HOST_FRONT_FRONT_ERROR_H
#define DAYFLY_HOST_FRONT_FRONT_ERROR_H

#include "common/function/manifest_file.h"

/* Sets err to "FILE:LINE: " and the text; the line is that of the member of the
 * object `key` or, if it cannot be found, of the key. `member` may be NULL.
 * Returns false. */
bool front_error(const struct manifest_file *file, const char *key,
                 const char *member, struct error *err, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

#endif
