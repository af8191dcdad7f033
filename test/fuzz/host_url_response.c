/* host_url_answer - whatever a function returns, what goes out is fit for HTTP:
 * a status, headers that cannot end a line or frame the message, a body; or it
 * is refused in words and nothing of it is sent.
 *
 * Input: the function's result. */
#include <string.h>
#include <strings.h>

#include "host/urls/url_response.h"
#include "test/fuzz/support/fuzz.h"

static void check_field(const struct http_field *f)
{
    static const char *const framing[] = {"Content-Length", "Transfer-Encoding",
                                          "Connection"};

    must(*f->name);
    for (const char *c = f->name; *c; c++)
        must(*c > ' ' && *c < 0x7f && !strchr("\"(),/:;<=>?@[\\]{}", *c));
    for (const char *c = f->value; c && *c; c++)
        must((unsigned char)*c >= ' ' || *c == '\t');
    for (size_t i = 0; i < COUNT(framing); i++)
        must(strcasecmp(f->name, framing[i]) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) result = BUF(1024 * 1024);
    struct url_response resp = {.body = BUF(1024 * 1024)};
    struct error err = ERROR_NONE;

    if (!buf_add(&result, bytes, size))
        return 0;
    if (url_response_make(&resp, &result, &err)) {
        must(resp.head.status >= 200 && resp.head.status <= 599);
        for (size_t i = 0; i < resp.head.count; i++)
            check_field(&resp.head.fields[i]);
        must(*err.text == '\0');
    } else {
        must(*err.text && resp.head.count == 0 && resp.body.size == 0);
    }
    url_response_clear(&resp);
    return 0;
}
