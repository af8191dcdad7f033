#include "bootstrap/runtime_api/http_response.h"

#include <string.h>
#include <strings.h>

enum { HEADERS_MAX_BYTES = 1024 * 1024, HEADS_MAX = 64, DIGITS_MAX = 18 };

void http_response_clear(struct http_response *r)
{
    *r = (struct http_response){.length = -1};
}

static bool named(const struct http_header *h, const char *name)
{
    return h->name_size == strlen(name) &&
           !strncasecmp(h->name, name, h->name_size);
}

static void take_length(struct http_response *r, const struct http_header *h)
{
    int64_t length = 0;

    if (h->value_size == 0 || h->value_size > DIGITS_MAX) {
        (void)error_set(&r->contradiction, "its Content-Length is no length");
        return;
    }
    for (size_t i = 0; i < h->value_size; i++) {
        if (h->value[i] < '0' || h->value[i] > '9') {
            (void)error_set(&r->contradiction,
                            "its Content-Length is no length");
            return;
        }
        length = length * 10 + (h->value[i] - '0');
    }
    if (r->length >= 0 && r->length != length)
        (void)error_set(&r->contradiction, "it has two Content-Lengths");
    r->length = length;
}

static void take_coding(struct http_response *r, const struct http_header *h)
{
    if (h->value_size == 7 && !strncasecmp(h->value, "chunked", 7))
        r->chunked = true;
    else
        (void)error_set(&r->contradiction,
                        "its Transfer-Encoding is not chunked");
}

static void trim(struct http_header *h)
{
    static const char blanks[] = {' ', '\t', '\r', '\n'};

    while (h->value_size > 0 && (*h->value == ' ' || *h->value == '\t')) {
        h->value++;
        h->value_size--;
    }
    while (h->value_size > 0 &&
           memchr(blanks, h->value[h->value_size - 1], sizeof blanks))
        h->value_size--;
}

static enum http_response_line begin(struct http_response *r)
{
    size_t heads = r->heads + 1;
    size_t bytes = r->bytes;
    bool within = r->heads > 0 && !r->over;

    http_response_clear(r);
    r->heads = heads;
    r->bytes = bytes;
    if (within)
        (void)error_set(&r->contradiction,
                        "it has a status line among its headers");
    return HTTP_RESPONSE_STATUS;
}

enum http_response_line http_response_add(struct http_response *r,
                                          const char *line, size_t size,
                                          struct http_header *h)
{
    r->bytes += size;
    if (r->bytes > HEADERS_MAX_BYTES || r->heads > HEADS_MAX) {
        (void)error_set(&r->contradiction, "its headers have no end");
        return HTTP_RESPONSE_ENDLESS;
    }
    if (size > 5 && !strncasecmp(line, "HTTP/", 5))
        return begin(r);
    if (!r->over && size > 0 && (*line == ' ' || *line == '\t'))
        (void)error_set(&r->contradiction,
                        "it has a header that goes on in another line");
    const char *colon = memchr(line, ':', size);
    if (!colon || r->over) {
        r->over = r->over || size <= 2;
        return HTTP_RESPONSE_OTHER;
    }
    h->name = line;
    h->name_size = (size_t)(colon - line);
    h->value = colon + 1;
    h->value_size = size - h->name_size - 1;
    trim(h);
    if (named(h, "Content-Length"))
        take_length(r, h);
    else if (named(h, "Transfer-Encoding"))
        take_coding(r, h);
    return HTTP_RESPONSE_HEADER;
}

bool http_response_is_complete(const struct http_response *r, size_t size,
                               struct error *f)
{
    if (*r->contradiction.text)
        return error_set(f, "%s", r->contradiction.text);
    if (r->chunked && r->length >= 0)
        return error_set(f, "it is chunked and has a Content-Length");
    if (!r->chunked && r->length < 0)
        return error_set(f,
                         "it has neither Content-Length nor chunks, so "
                         "nothing shows that it is whole");
    if (!r->chunked && (uint64_t)r->length != size)
        return error_set(f, "it has %zu bytes but announced %lld", size,
                         (long long)r->length);
    return true;
}
