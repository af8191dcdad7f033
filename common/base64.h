/* base64.h - RFC 4648, with padding: what a trailer or header carries. */
#ifndef DAYFLY_COMMON_BASE64_H
#define DAYFLY_COMMON_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Adds the text to `out`; false when it is full. */
bool base64_encode(struct buf *out, const void *bytes, size_t size) MUST_CHECK;
/* Adds the bytes to `out`; false when it is full or the text is not base64. */
bool base64_decode(struct buf *out, const char *text, size_t size) MUST_CHECK;

#endif
