/* json_text.h - JSON as bytes: written by hand, and judged without a tree.
 *
 * An event is up to 6 MB and goes on as it came, so it is only looked at: no
 * memory is taken, numbers may have any size and keys may repeat. */
#ifndef DAYFLY_HOST_BASE_JSON_TEXT_H
#define DAYFLY_HOST_BASE_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"

enum { JSON_DEPTH_MAX = 2048 };

/* Adds the text as a JSON string, quotes included; bytes that are no UTF-8
 * become U+FFFD. False when `out` is full. */
bool json_add_string(struct buf *out, const char *text, size_t size) MUST_CHECK;

/* One JSON value of any kind, white space around it allowed, nothing else.
 * False: f says what is wrong and at which byte, counted from 1. */
bool json_validate(const char *text, size_t size, struct error *err);

#endif
