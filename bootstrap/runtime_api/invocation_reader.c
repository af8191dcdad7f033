#include "bootstrap/runtime_api/invocation_reader.h"

#include <stdio.h>
#include <string.h>

/* An asynchronous event is tried three times in all, under one id. */
enum { REPEATS_MAX = 5 };

void invocation_reader_init(struct invocation_reader *a)
{
    *a = (struct invocation_reader){0};
    invocation_init(&a->inv);
}

void invocation_reader_free(struct invocation_reader *a)
{
    invocation_free(&a->inv);
}

void invocation_reader_begin(struct invocation_reader *a)
{
    invocation_clear(&a->inv);
    a->too_long = false;
}

void invocation_reader_header(struct invocation_reader *a,
                              const struct http_header *h)
{
    invocation_header(&a->inv, h->name, h->name_size, h->value, h->value_size);
}

bool invocation_reader_bytes(struct invocation_reader *a, const char *bytes,
                             size_t size)
{
    a->too_long = !buf_add(&a->inv.event, bytes, size);
    return !a->too_long;
}

bool invocation_reader_finish(struct invocation_reader *a,
                              const struct http_response *reply, long status,
                              const char *broken, struct error *f)
{
    struct invocation *inv = &a->inv;

    if (a->too_long && status == 200 && invocation_has_id(inv, f)) {
        inv->bad_header = false;
        (void)error_set(&inv->refusal, "the event is larger than %d bytes",
                        PAYLOAD_MAX_BYTES);
        return true;
    }
    if (broken && *reply->contradiction.text)
        return error_set(f, "the event is refused: %s",
                         reply->contradiction.text);
    if (broken)
        return error_set(f, "%s", broken);
    if (status != 200)
        return error_set(f, "HTTP status %ld: %.200s", status, inv->event.data);
    if (!http_response_is_complete(reply, inv->event.size, f))
        return error_prefix(f, "the event is refused");
    return invocation_has_id(inv, f);
}

bool invocation_reader_is_new(struct invocation_reader *a, struct error *f)
{
    char id[sizeof a->last_id];

    (void)snprintf(id, sizeof id, "%s %.120s", a->inv.request_id.data,
                   a->inv.invocation_id.data);
    a->repeats = strcmp(id, a->last_id) ? 0 : a->repeats + 1;
    memcpy(a->last_id, id, sizeof id);
    if (a->repeats < REPEATS_MAX)
        return true;
    return error_set(f,
                     "the same event came %d times in a row: its answers do "
                     "not arrive",
                     a->repeats + 1);
}

void invocation_reader_take(struct invocation_reader *a, struct invocation *inv)
{
    struct invocation old = *inv;

    *inv = a->inv;
    a->inv = old;
}
