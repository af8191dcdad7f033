/* host_url_event - whatever HTTP brings, the event of a function URL is one
 * JSON object with the body to the byte, as text or as base64.
 *
 * Input: method, path, query, domain and headers (name LF value LF), each ended
 * by 0x02; then the body. */
#include <jansson.h>
#include <string.h>

#include "common/base64.h"
#include "common/json/json_check.h"
#include "host/urls/url_event.h"
#include "test/fuzz/support/fuzz.h"

enum { OUT_MAX = 4 * 1024 * 1024, PAIRS_MAX = 16 };

/* The next field, as text; what follows a NUL in it is left out. */
static const char *field(struct buf *copy, const char **text, size_t *size)
{
    const char *end = memchr(*text, 2, *size);
    size_t one = end ? (size_t)(end - *text) : *size;

    must(buf_add(copy, *text, one));
    one += end != NULL;
    *text += one;
    *size -= one;
    return copy->data;
}

static size_t pairs(struct url_param list[PAIRS_MAX], const char *text)
{
    size_t count = 0;

    while (*text && count < PAIRS_MAX) {
        struct url_param *p = &list[count];
        p->name = text;
        p->name_size = strcspn(text, "\n");
        text += p->name_size + (text[p->name_size] == '\n');
        p->value = text;
        p->value_size = strcspn(text, "\n");
        text += p->value_size + (text[p->value_size] == '\n');
        p->index = count;
        count += p->name_size > 0;
    }
    return count;
}

static void check_body(const json_t *event, const char *body, size_t size)
{
    AUTO(struct buf, buf_free) coded = BUF(OUT_MAX);
    const json_t *told = json_object_get(event, "body");

    must(json_is_boolean(json_object_get(event, "isBase64Encoded")));
    if (json_is_true(json_object_get(event, "isBase64Encoded"))) {
        must(base64_encode(&coded, body, size));
        body = coded.data;
        size = coded.size;
    }
    must(json_string_length(told) == size);
    must(size == 0 || !memcmp(json_string_value(told), body, size));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) out = BUF(OUT_MAX);
    struct buf copy[5] = {BUF(OUT_MAX), BUF(OUT_MAX), BUF(OUT_MAX),
                          BUF(OUT_MAX), BUF(OUT_MAX)};
    struct url_param list[PAIRS_MAX] = {{0}};
    const char *text = (const char *)bytes;
    struct error err = ERROR_NONE;

    if (size > OUT_MAX / 16)
        return 0;
    struct url_request u = {.version = "HTTP/1.1",
                            .headers = list,
                            .function = "one",
                            .source_ip = "127.0.0.1",
                            .request_id = "id",
                            .trace_id = "Root=1",
                            .port = 9000,
                            .now_ms = 1700000000000};
    u.method = field(&copy[0], &text, &size);
    u.path = field(&copy[1], &text, &size);
    u.path_size = strlen(u.path);
    u.query = field(&copy[2], &text, &size);
    u.domain = field(&copy[3], &text, &size);
    u.caller = *u.domain ? u.domain : NULL;
    u.header_count = pairs(list, field(&copy[4], &text, &size));
    u.body = text;
    u.body_size = size;
    must(url_event_make(&out, &u));
    must(json_check(out.data, out.size, &err));
    json_error_t e;
    json_t *event = json_loadb(out.data, out.size, JSON_ALLOW_NUL, &e);
    must(event != NULL || strstr(e.text, "NUL byte in object key"));
    if (event)
        check_body(event, text, size);
    json_decref(event);
    for (size_t i = 0; i < sizeof copy / sizeof *copy; i++)
        buf_free(&copy[i]);
    return 0;
}
