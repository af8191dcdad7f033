/* invocation_reader.h - an event as it comes in, and whether it is one.
 *
 * Bytes that are not provably whole are never an event (design.md P13). Knows
 * HTTP only by its status and reply.h, and touches no network. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_INVOCATION_READER_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_INVOCATION_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/runtime_api/http_response.h"

struct arrival {
    struct invocation inv;
    bool too_long;
    char last_id[256]; /* of the event before */
    int repeats;
};

void arrival_init(struct arrival *a);
/* Nothing has come yet, or what came is void. */
void arrival_begin(struct arrival *a);
void arrival_header(struct arrival *a, const struct reply_header *h);
/* False: it is too long, no more bytes are wanted. */
bool arrival_bytes(struct arrival *a, const char *bytes, size_t size);

/* The transfer is over; `broken` says why it did not end in order, or is NULL.
 * True: there is an event that can be answered, be it only to be refused. */
bool arrival_check(struct arrival *a, const struct reply *reply, long status,
                   const char *broken, struct fault *f) MUST_CHECK;

/* False when this event came again and again: then our answers are lost on the
 * way, and going on would run it for ever. */
bool arrival_is_news(struct arrival *a, struct fault *f) MUST_CHECK;

/* Swaps the event with the one in `inv`. */
void arrival_take(struct arrival *a, struct invocation *inv);
void arrival_free(struct arrival *a);

#endif
