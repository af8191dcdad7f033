#include "bootstrap/runtime_api/invocation_reader.h"

#include <stdio.h>
#include <string.h>

/* AWS Lambda runs a failed asynchronous event up to three times under one id.
 */
enum { REPEATS_MAX = 5 };

void invocation_reader_init(struct invocation_reader *reader)
{
    *reader = (struct invocation_reader){0};
    invocation_init(&reader->inv);
}

void invocation_reader_free(struct invocation_reader *reader)
{
    invocation_free(&reader->inv);
}

void invocation_reader_begin(struct invocation_reader *reader)
{
    invocation_clear(&reader->inv);
    reader->too_large = false;
}

void invocation_reader_header(struct invocation_reader *reader,
                              const struct http_header *h)
{
    invocation_header(&reader->inv, h->name, h->name_size, h->value,
                      h->value_size);
}

bool invocation_reader_bytes(struct invocation_reader *reader,
                             const char *bytes, size_t size)
{
    reader->too_large = !buf_add(&reader->inv.event, bytes, size);
    return !reader->too_large;
}

bool invocation_reader_finish(struct invocation_reader *reader,
                              const struct http_response *resp, long status,
                              const char *transfer_error, struct error *err)
{
    struct invocation *inv = &reader->inv;

    if (reader->too_large && status == 200 && invocation_has_id(inv, err)) {
        inv->reject_is_header = false;
        (void)error_set(&inv->reject_reason,
                        "the event is larger than %d bytes", PAYLOAD_MAX_BYTES);
        return true;
    }
    if (transfer_error && *resp->contradiction.text)
        return error_set(err, "the event is refused: %s",
                         resp->contradiction.text);
    if (transfer_error)
        return error_set(err, "%s", transfer_error);
    if (status != 200)
        return error_set(err, "HTTP status %ld: %.200s", status,
                         inv->event.data);
    if (!http_response_is_complete(resp, inv->event.size, err))
        return error_prefix(err, "the event is refused");
    return invocation_has_id(inv, err);
}

bool invocation_reader_is_new(struct invocation_reader *reader,
                              struct error *err)
{
    char id[sizeof reader->last_id];

    (void)snprintf(id, sizeof id, "%s %.120s", reader->inv.request_id.data,
                   reader->inv.invocation_id.data);
    reader->repeat_count =
        strcmp(id, reader->last_id) ? 0 : reader->repeat_count + 1;
    memcpy(reader->last_id, id, sizeof id);
    if (reader->repeat_count < REPEATS_MAX)
        return true;
    return error_set(err,
                     "the same event came %d times in a row: its responses "
                     "are lost",
                     reader->repeat_count + 1);
}

void invocation_reader_take(struct invocation_reader *reader,
                            struct invocation *inv)
{
    struct invocation old = *inv;

    *inv = reader->inv;
    reader->inv = old;
}
