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

struct invocation_reader {
    struct invocation inv;
    bool too_large;
    char last_id[256]; /* of the event before */
    int repeat_count;
};

void invocation_reader_init(struct invocation_reader *reader);
/* Nothing has come yet, or what came is void. */
void invocation_reader_begin(struct invocation_reader *reader);
void invocation_reader_header(struct invocation_reader *reader,
                              const struct http_header *h);
/* False: it is too long, no more bytes are wanted. */
bool invocation_reader_bytes(struct invocation_reader *reader,
                             const char *bytes, size_t size);

/* The transfer is over; `broken` says why it did not end in order, or is NULL.
 * True: there is an event that can be answered, be it only to be refused. */
bool invocation_reader_finish(struct invocation_reader *reader,
                              const struct http_response *resp, long status,
                              const char *broken, struct error *err) MUST_CHECK;

/* False when this event came again and again: then our answers are lost on the
 * way, and going on would run it for ever. */
bool invocation_reader_is_new(struct invocation_reader *reader,
                              struct error *err) MUST_CHECK;

/* Swaps the event with the one in `inv`. */
void invocation_reader_take(struct invocation_reader *reader,
                            struct invocation *inv);
void invocation_reader_free(struct invocation_reader *reader);

#endif
