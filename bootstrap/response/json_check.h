/* json_check.h - JSON that is surely sound, told at about the speed of memory.
 *
 * jansson judges what a handler says, a byte at a time and into a tree: 10 ns a
 * byte, 60 ms for the largest answer. Most answers are plain enough to be seen
 * through without it. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_JSON_CHECK_H
#define DAYFLY_BOOTSTRAP_RESPONSE_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* True: one JSON value that jansson reads as well, with nothing around it but
 * white space. False: it is wrong, or out of the ordinary (more than 64 levels
 * deep, numbers of more than 200 digits or with exponents beyond 99, escaped
 * surrogates and NULs): ask jansson. Takes no memory. */
bool json_is_plainly_valid(const char *text, size_t size);

#endif
