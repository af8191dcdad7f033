/* utf8.h - bytes of strangers made fit for JSON and for logs. */
#ifndef DAYFLY_COMMON_UTF8_H
#define DAYFLY_COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Length of the well-formed character at `bytes` (1 to 4), or 0 when the bytes
 * there are none: truncated, overlong, a surrogate, beyond U+10FFFF. */
size_t utf8_length(const char *bytes, size_t size);

/* How many bytes from the first on are surely plain: ASCII that a JSON string
 * has as it is. Looks at eight at a time, so up to seven more may be. */
size_t utf8_ascii_prefix(const char *bytes, size_t size);

/* The most of `size` bytes that does not end inside a character. Bytes that are
 * no text are not held back. */
size_t utf8_truncate(const char *bytes, size_t size);

/* Adds `bytes` to `out`, each byte that belongs to no character as U+FFFD.
 * False when `out` is full; what fitted is then in it. */
bool utf8_sanitize(struct buf *out, const char *bytes, size_t size) MUST_CHECK;

#endif
