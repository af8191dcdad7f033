/* reply - whatever the platform's answer is, it becomes an event only when it
 * is whole and can be answered; all else is refused in words.
 *
 * Input: one byte for the status, one for the way the transfer ended, header
 * lines, and after an empty line the body. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/runtime_api/invocation_reader.h"
#include "test/fuzz/support/fuzz.h"

static void tell(struct invocation_reader *a, struct http_response *r,
                 const char *line, size_t size)
{
    struct http_header h = {.name = NULL};

    switch (http_response_add(r, line, size, &h)) {
    case HTTP_RESPONSE_STATUS:
        invocation_reader_begin(a);
        return;
    case HTTP_RESPONSE_HEADER:
        must(h.name >= line && h.name + h.name_size <= line + size);
        must(h.value >= h.name && h.value + h.value_size <= line + size);
        invocation_reader_header(a, &h);
        return;
    case HTTP_RESPONSE_OTHER:
    case HTTP_RESPONSE_ENDLESS:
        return;
    }
}

/* Tells the head; what is left is the body. */
static size_t tell_head(struct invocation_reader *a, struct http_response *r,
                        const char *text, size_t size)
{
    size_t at = 0;

    while (at < size && !r->over) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t line = end ? (size_t)(end - text) + 1 - at : size - at;
        tell(a, r, text + at, line);
        at += line;
    }
    return at;
}

static void check(struct invocation_reader *a, const struct http_response *r,
                  long status, const char *broken)
{
    struct error f = ERROR_NONE;
    const struct buf *id = &a->inv.request_id;
    bool is_event = invocation_reader_finish(a, r, status, broken, &f);

    must(is_event == (*f.text == '\0'));
    if (!is_event)
        return;
    must(status == 200);
    must(id->size > 0 && strlen(id->data) == id->size);
    must(!strpbrk(id->data, "/?#%. \r\n"));
    must(a->too_long || !broken);
    must(a->too_long || r->chunked != (r->length >= 0));
    must(a->too_long || r->chunked || (size_t)r->length == a->inv.event.size);
    invocation_received(&a->inv, 3000);
    must(a->inv.limit_ms >= 0 && a->inv.limit_ms <= 3000);
    must(a->inv.stop_ms <= a->inv.begun_ms + a->inv.limit_ms);
    struct error news = ERROR_NONE;
    must(invocation_reader_is_new(a, &news));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const long statuses[] = {200, 200, 200, 204, 403, 500, 0};
    struct invocation_reader a;
    struct http_response r;

    if (size < 2)
        return 0;
    invocation_reader_init(&a);
    invocation_reader_begin(&a);
    http_response_clear(&r);
    const char *text = (const char *)bytes + 2;
    size_t body = tell_head(&a, &r, text, size - 2);
    (void)invocation_reader_bytes(&a, text + body, size - 2 - body);
    check(&a, &r, statuses[bytes[0] % COUNT(statuses)],
          bytes[1] % 8 == 1 ? "the connection was reset" : NULL);
    invocation_reader_free(&a);
    return 0;
}
