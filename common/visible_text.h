/* visible_text.h - text of a function for people to read: what a terminal would
 * obey is written out instead. */
#ifndef DAYFLY_COMMON_VISIBLE_TEXT_H
#define DAYFLY_COMMON_VISIBLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Appends the text. Control characters but TAB, and bytes that a terminal could
 * take for some, become for example `\x1b`. Each CR, LF or CR LF becomes
 * `newline`. False: `out` is full, and contains what fitted. */
bool visible_text_add(struct buf *out, const char *text, size_t size,
                      const char *newline) MUST_CHECK;

#endif
