/* json_check.h - checks whether bytes are JSON, without building a tree.
 *
 * The grammar is that of RFC 8259, all of it and no more. A number may have any
 * size, a string any escape (\u0000 and lone surrogates, too), members of an
 * object may share a name, and values may be nested to any depth. Text must be
 * UTF-8. */
#ifndef DAYFLY_COMMON_JSON_JSON_CHECK_H
#define DAYFLY_COMMON_JSON_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

/* True: the bytes are one JSON value, with nothing but white space around it.
 * False: err says what is wrong and at which byte and line, counted from 1.
 * Takes memory only for values nested deeper than 64 levels (a bit a level). */
bool json_check(const char *text, size_t size, struct error *err) MUST_CHECK;

#endif
