/* ids.h - random identifiers: UUIDs and X-Ray trace ids. */
#ifndef DAYFLY_HOST_BASE_IDS_H
#define DAYFLY_HOST_BASE_IDS_H

#include <stdbool.h>

#include "common/buf.h"

enum { UUID_SIZE = 37 }; /* with the NUL */

/* A random UUID (version 4), in lower case. */
void uuid_make(char text[UUID_SIZE]);
enum { RANDOM_HEX_MAX = 64 };
/* `digits` random hexadecimal digits in lower case, and a NUL. An even number
 * of up to RANDOM_HEX_MAX. */
void random_hex(char *text, size_t digits);
/* From 0 to less than 1. */
double random_share(void);
/* "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", each x a hex digit of either case. */
bool uuid_is_valid(const char *text);
/* Appends a new trace id, "Root=1-TIME-RANDOM;Parent=RANDOM;Sampled=0", as
 * the header X-Amzn-Trace-Id carries it. False: `out` is full. */
bool trace_id_make(struct buf *out) MUST_CHECK;

#endif
