/* json_string.h - JSON strings: written from bytes, and read back. */
#ifndef DAYFLY_COMMON_JSON_JSON_STRING_H
#define DAYFLY_COMMON_JSON_JSON_STRING_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Length of the longest prefix that a JSON string contains unescaped and that
 * is ASCII: it ends before the first quote, backslash, control character or
 * byte above 0x7f. */
size_t json_plain_prefix(const char *bytes, size_t size);

/* Appends the bytes as a JSON string, quotes included. A byte that belongs to
 * no UTF-8 character becomes U+FFFD. Returns false if `out` is full; it then
 * contains a part of the string. */
bool json_add_string(struct buf *out, const char *text, size_t size) MUST_CHECK;

/* Appends what the JSON string means, as UTF-8. `text` is what stands between
 * its quotes; json_check must have accepted it. An escaped surrogate without
 * its other half becomes U+FFFD. Returns false if `out` is full. */
bool json_decode_string(struct buf *out, const char *text,
                        size_t size) MUST_CHECK;

#endif
