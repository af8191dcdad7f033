#include "host/runtime_api/runtime_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "host/http/http_server.h"

void outcome_take_peak(struct outcome *o, const struct http_request *r)
{
    const char *text = http_request_header(r, "Dayfly-Max-Memory-Kb");
    size_t size = text ? strspn(text, "0123456789") : 0;

    if (size > 0 && size <= 12 && text[size] == '\0')
        o->peak_kb = strtol(text, NULL, 10);
    o->peak_follows = text && !strcmp(text, "next");
}

void outcome_read_trailers(struct outcome *o, const struct http_request *r)
{
    const char *type =
        http_request_trailer(r, "Lambda-Runtime-Function-Error-Type");
    const char *body =
        http_request_trailer(r, "Lambda-Runtime-Function-Error-Body");
    AUTO(struct buf, buf_free) text = BUF(PAYLOAD_MAX_BYTES);

    if (!type || !*type)
        return;
    if (!body || !*body || !base64_decode(&text, body, strlen(body))) {
        outcome_set_error(o, type, "The response ended with an error.");
        return;
    }
    outcome_set_failed(o, type);
    buf_free(&o->body);
    o->body = text;
    text = (struct buf)BUF(0);
}

void outcome_set_too_large(struct outcome *o)
{
    char text[128];

    (void)snprintf(text, sizeof text,
                   "Response payload size exceeded maximum allowed payload "
                   "size (%d bytes).",
                   PAYLOAD_MAX_BYTES);
    outcome_set_error(o, "Function.ResponseSizeTooLarge", text);
}

void outcome_take_body(struct outcome *o, struct http_request *r)
{
    buf_free(&o->body);
    o->body = r->body;
    r->body = (struct buf)BUF(0);
}
