#include "bootstrap/runtime_api/http_response.h"

#include <string.h>
#include <strings.h>

enum { HEADERS_MAX_BYTES = 1024 * 1024, HEADS_MAX = 64, DIGITS_MAX = 18 };

void http_response_clear(struct http_response *resp)
{
    *resp = (struct http_response){.length = -1};
}

static bool has_name(const struct http_header *h, const char *name)
{
    return h->name_size == strlen(name) &&
           !strncasecmp(h->name, name, h->name_size);
}

static void add_length(struct http_response *resp, const struct http_header *h)
{
    int64_t length = 0;

    if (h->value_size == 0 || h->value_size > DIGITS_MAX) {
        (void)error_set(&resp->contradiction,
                        "its Content-Length is not a number");
        return;
    }
    for (size_t i = 0; i < h->value_size; i++) {
        if (h->value[i] < '0' || h->value[i] > '9') {
            (void)error_set(&resp->contradiction,
                            "its Content-Length is not a number");
            return;
        }
        length = length * 10 + (h->value[i] - '0');
    }
    if (resp->length >= 0 && resp->length != length)
        (void)error_set(&resp->contradiction, "it has two Content-Lengths");
    resp->length = length;
}

static void add_coding(struct http_response *resp, const struct http_header *h)
{
    if (h->value_size != 7 || strncasecmp(h->value, "chunked", 7) != 0)
        (void)error_set(&resp->contradiction,
                        "its Transfer-Encoding is not chunked");
    else if (resp->chunked)
        (void)error_set(&resp->contradiction, "it has two Transfer-Encodings");
    resp->chunked = true;
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

static enum http_response_line begin_block(struct http_response *resp)
{
    size_t heads = resp->header_blocks + 1;
    size_t bytes = resp->bytes;
    bool inside_block = resp->header_blocks > 0 && !resp->headers_complete;

    http_response_clear(resp);
    resp->header_blocks = heads;
    resp->bytes = bytes;
    if (inside_block)
        (void)error_set(&resp->contradiction,
                        "it has a status line among its headers");
    return HTTP_RESPONSE_STATUS;
}

enum http_response_line http_response_add(struct http_response *resp,
                                          const char *line, size_t size,
                                          struct http_header *h)
{
    resp->bytes += size;
    if (resp->bytes > HEADERS_MAX_BYTES || resp->header_blocks > HEADS_MAX) {
        (void)error_set(&resp->contradiction, "its headers have no end");
        return HTTP_RESPONSE_ENDLESS;
    }
    if (size > 5 && !strncasecmp(line, "HTTP/", 5))
        return begin_block(resp);
    if (!resp->headers_complete && size > 0 && (*line == ' ' || *line == '\t'))
        (void)error_set(&resp->contradiction,
                        "it has a header that goes on in another line");
    const char *colon = memchr(line, ':', size);
    if (!colon || resp->headers_complete) {
        resp->headers_complete = resp->headers_complete || size <= 2;
        return HTTP_RESPONSE_OTHER;
    }
    h->name = line;
    h->name_size = (size_t)(colon - line);
    h->value = colon + 1;
    h->value_size = size - h->name_size - 1;
    trim(h);
    if (has_name(h, "Content-Length"))
        add_length(resp, h);
    else if (has_name(h, "Transfer-Encoding"))
        add_coding(resp, h);
    return HTTP_RESPONSE_HEADER;
}

bool http_response_is_complete(const struct http_response *resp, size_t size,
                               struct error *err)
{
    if (*resp->contradiction.text)
        return error_set(err, "%s", resp->contradiction.text);
    if (resp->chunked && resp->length >= 0)
        return error_set(err, "it is chunked and has a Content-Length");
    if (!resp->chunked && resp->length < 0)
        return error_set(err,
                         "it has neither Content-Length nor chunks, so "
                         "it may be incomplete");
    if (!resp->chunked && (uint64_t)resp->length != size)
        return error_set(err, "it has %zu bytes but announced %lld", size,
                         (long long)resp->length);
    return true;
}
