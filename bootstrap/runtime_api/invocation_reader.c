#include "bootstrap/runtime_api/invocation_reader.h"

#include <stdio.h>
#include <string.h>

/* An asynchronous event is tried three times in all, under one id. */
enum { REPEATS_MOST = 5 };

void arrival_init(struct arrival *a)
{
    *a = (struct arrival){0};
    invocation_init(&a->inv);
}

void arrival_free(struct arrival *a)
{
    invocation_free(&a->inv);
}

void arrival_begin(struct arrival *a)
{
    invocation_clear(&a->inv);
    a->too_long = false;
}

void arrival_header(struct arrival *a, const struct reply_header *h)
{
    invocation_header(&a->inv, h->name, h->name_size, h->value, h->value_size);
}

bool arrival_bytes(struct arrival *a, const char *bytes, size_t size)
{
    a->too_long = !buf_add(&a->inv.event, bytes, size);
    return !a->too_long;
}

bool arrival_check(struct arrival *a, const struct reply *reply, long status,
                   const char *broken, struct fault *f)
{
    struct invocation *inv = &a->inv;

    if (a->too_long && status == 200 && invocation_named(inv, f)) {
        inv->bad_header = false;
        (void)fault_set(&inv->refusal, "the event is larger than %d bytes",
                        PAYLOAD_MOST_BYTES);
        return true;
    }
    if (broken && *reply->contradiction.text)
        return fault_set(f, "the event is refused: %s",
                         reply->contradiction.text);
    if (broken)
        return fault_set(f, "%s", broken);
    if (status != 200)
        return fault_set(f, "HTTP status %ld: %.200s", status, inv->event.data);
    if (!reply_whole(reply, inv->event.size, f))
        return fault_at(f, "the event is refused");
    return invocation_named(inv, f);
}

bool arrival_is_news(struct arrival *a, struct fault *f)
{
    char id[sizeof a->last_id];

    (void)snprintf(id, sizeof id, "%s %.120s", a->inv.request_id.data,
                   a->inv.invocation_id.data);
    a->repeats = strcmp(id, a->last_id) ? 0 : a->repeats + 1;
    memcpy(a->last_id, id, sizeof id);
    if (a->repeats < REPEATS_MOST)
        return true;
    return fault_set(f,
                     "the same event came %d times in a row: its answers do "
                     "not arrive",
                     a->repeats + 1);
}

void arrival_take(struct arrival *a, struct invocation *inv)
{
    struct invocation old = *inv;

    *inv = a->inv;
    a->inv = old;
}
