/* error.h - the text of an error: the context first, the cause last.
 *
 * A function that can fail takes `struct error *err` last and returns bool.
 * True: it did what its name says; err is unchanged.
 * False: err contains the reason; the function has released what it acquired.
 * An error owns no memory. A text that is too long is truncated. */
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

/* All return false, so that a caller can write `return error_set(...);`.
 * error_set sets the text. error_set_errno also appends ": " and the text of
 * errno. error_prefix puts a text and ": " in front of the present one. */
bool error_set(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool error_set_errno(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool error_prefix(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
