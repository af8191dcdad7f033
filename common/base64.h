/* base64.h - base64 with padding (RFC 4648). */
#ifndef DAYFLY_COMMON_BASE64_H
#define DAYFLY_COMMON_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Appends the text to `out`. False: `out` is full. */
bool base64_encode(struct buf *out, const void *bytes, size_t size) MUST_CHECK;
/* Appends the bytes to `out`. False: `out` is full or the text is not base64.
 */
bool base64_decode(struct buf *out, const char *text, size_t size) MUST_CHECK;

#endif
