/* percent.h - percent sequences of URLs and forms. Pure. */
#ifndef DAYFLY_HOST_BASE_PERCENT_H
#define DAYFLY_HOST_BASE_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

/* The character at text[*at], decoded if a percent sequence begins there; an
 * invalid one stays as it is. *at is after it then. */
char percent_next(const char *text, size_t size, size_t *at);
/* Stores the text with its percent sequences decoded, which is never longer,
 * and returns its size. `plus`: "+" is a space. An invalid sequence stays as it
 * is. */
size_t percent_decode(char *to, const char *text, size_t size, bool plus);

#endif
