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

static void tell(struct invocation_reader *reader, struct http_response *resp,
                 const char *line, size_t size)
{
    struct http_header h = {.name = NULL};

    switch (http_response_add(resp, line, size, &h)) {
    case HTTP_RESPONSE_STATUS:
        invocation_reader_begin(reader);
        return;
    case HTTP_RESPONSE_HEADER:
        must(h.name >= line && h.name + h.name_size <= line + size);
        must(h.value >= h.name && h.value + h.value_size <= line + size);
        invocation_reader_header(reader, &h);
        return;
    case HTTP_RESPONSE_OTHER:
    case HTTP_RESPONSE_ENDLESS:
        return;
    }
}

/* Tells the head; what is left is the body. */
static size_t tell_head(struct invocation_reader *reader,
                        struct http_response *resp, const char *text,
                        size_t size)
{
    size_t at = 0;

    while (at < size && !resp->headers_complete) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t line = end ? (size_t)(end - text) + 1 - at : size - at;
        tell(reader, resp, text + at, line);
        at += line;
    }
    return at;
}

static void check(struct invocation_reader *reader,
                  const struct http_response *resp, long status,
                  const char *broken)
{
    struct error err = ERROR_NONE;
    const struct buf *id = &reader->inv.request_id;
    bool is_event =
        invocation_reader_finish(reader, resp, status, broken, &err);

    must(is_event == (*err.text == '\0'));
    if (!is_event)
        return;
    must(status == 200);
    must(id->size > 0 && strlen(id->data) == id->size);
    must(!strpbrk(id->data, "/?#%. \r\n"));
    must(reader->too_large || !broken);
    must(reader->too_large || resp->chunked != (resp->length >= 0));
    must(reader->too_large || resp->chunked ||
         (size_t)resp->length == reader->inv.event.size);
    invocation_received(&reader->inv, 3000);
    must(reader->inv.limit_ms >= 0 && reader->inv.limit_ms <= 3000);
    must(reader->inv.deadline.term_ms <= reader->inv.deadline.kill_ms);
    struct error news = ERROR_NONE;
    must(invocation_reader_is_new(reader, &news));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const long statuses[] = {200, 200, 200, 204, 403, 500, 0};
    struct invocation_reader reader;
    struct http_response resp;

    if (size < 2)
        return 0;
    invocation_reader_init(&reader);
    invocation_reader_begin(&reader);
    http_response_clear(&resp);
    const char *text = (const char *)bytes + 2;
    size_t body = tell_head(&reader, &resp, text, size - 2);
    (void)invocation_reader_bytes(&reader, text + body, size - 2 - body);
    check(&reader, &resp, statuses[bytes[0] % COUNT(statuses)],
          bytes[1] % 8 == 1 ? "the connection was reset" : NULL);
    invocation_reader_free(&reader);
    return 0;
}
