/* error.h - why something did not work, told once, from the outside in.
 *
 * A function that can fail takes `struct error *f` last and returns bool.
 * True:  it did what its name says, and f is untouched.
 * False: f says why, and whatever the function had taken is given back.
 * A fault owns no memory, so making one cannot fail and none is ever freed.
 * Text beyond its size is cut. */
#ifndef DAYFLY_COMMON_ERROR_H
#define DAYFLY_COMMON_ERROR_H

#include <stdbool.h>

#include "common/compiler.h"

struct error {
    char text[1024];
};

#define ERROR_NONE                                                             \
    {                                                                          \
        .text = ""                                                             \
    }

/* Each returns false, so that the failing line can be `return fault_...;`.
 * error_set says why; error_set_errno adds ": " and the text of errno;
 * error_prefix puts where it happened in front of what is already there. */
bool error_set(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool error_set_errno(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool error_prefix(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
