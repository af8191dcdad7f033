/* utf8.h - UTF-8: well-formed or not, and made so. */
#ifndef DAYFLY_COMMON_UTF8_H
#define DAYFLY_COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Length of the well-formed character at `bytes` (1 to 4 bytes), or 0 if there
 * is none: truncated, overlong, a surrogate, or above U+10FFFF. */
size_t utf8_length(const char *bytes, size_t size);

/* Length of the longest prefix of well-formed characters that are not ASCII. */
size_t utf8_multibyte_prefix(const char *bytes, size_t size);

/* Writes the character with this code point, at most U+10FFFF; a surrogate
 * becomes U+FFFD. Returns its length in bytes. */
size_t utf8_put_code_point(char out[4], unsigned code);

/* The largest number of bytes, at most `size`, that does not end inside a
 * character. Bytes that are not UTF-8 are not held back. */
size_t utf8_truncate(const char *bytes, size_t size);

/* Appends the bytes to `out`; each byte that belongs to no character becomes
 * U+FFFD. Returns false if `out` is full; it then contains what fitted. */
bool utf8_sanitize(struct buf *out, const char *bytes, size_t size) MUST_CHECK;

#endif
