/* invocation_reader.h - reads an event from the response to `next`, and checks
 * that it is complete and can be answered. Does no I/O. */
#ifndef DAYFLY_BOOTSTRAP_RUNTIME_API_INVOCATION_READER_H
#define DAYFLY_BOOTSTRAP_RUNTIME_API_INVOCATION_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/runtime_api/http_response.h"

struct invocation_reader {
    struct invocation inv;
    bool too_large;
    char last_id[256]; /* of the previous event */
    int repeat_count;  /* how often this event has come again */
};

void invocation_reader_init(struct invocation_reader *reader);
/* A response begins: forgets what was read. */
void invocation_reader_begin(struct invocation_reader *reader);
void invocation_reader_header(struct invocation_reader *reader,
                              const struct http_header *h);
/* False: the event is too large, read no more. */
bool invocation_reader_bytes(struct invocation_reader *reader,
                             const char *bytes, size_t size);

/* The transfer has ended. transfer_error: why it failed; NULL: it did not.
 * True: there is an event that can be answered, even if it must be rejected. */
bool invocation_reader_finish(struct invocation_reader *reader,
                              const struct http_response *resp, long status,
                              const char *transfer_error,
                              struct error *err) MUST_CHECK;

/* False if the same event has come five times more: its responses are lost, and
 * it would run for ever. */
bool invocation_reader_is_new(struct invocation_reader *reader,
                              struct error *err) MUST_CHECK;

/* Swaps the event that was read with `inv`. */
void invocation_reader_take(struct invocation_reader *reader,
                            struct invocation *inv);
void invocation_reader_free(struct invocation_reader *reader);

#endif
