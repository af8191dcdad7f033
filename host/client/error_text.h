/* error_text.h - the error document of a function, as text for a terminal. */
#ifndef DAYFLY_HOST_CLIENT_ERROR_TEXT_H
#define DAYFLY_HOST_CLIENT_ERROR_TEXT_H

#include <stdbool.h>

#include "common/buf.h"

/* Appends type and message, the stack a line each, the causes, and what a
 * process that died has printed. False: the document is no error with a type
 * or a message, or `out` is full. */
bool error_text_add(struct buf *out, const struct buf *document) MUST_CHECK;

#endif
