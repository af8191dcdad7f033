#include "host/runtime_api/runtime_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "host/http/http_server.h"

void outcome_take_peak(struct outcome *outcome, const struct http_request *req)
{
    const char *text = http_request_header(req, "Dayfly-Max-Memory-Kb");
    size_t size = text ? strspn(text, "0123456789") : 0;

    if (size > 0 && size <= 12 && text[size] == '\0')
        outcome->peak_kb = strtol(text, NULL, 10);
    outcome->peak_follows = text && !strcmp(text, "next");
}

void outcome_read_trailers(struct outcome *outcome,
                           const struct http_request *req)
{
    const char *type =
        http_request_trailer(req, "Lambda-Runtime-Function-Error-Type");
    const char *body =
        http_request_trailer(req, "Lambda-Runtime-Function-Error-Body");
    AUTO(struct buf, buf_free) text = BUF(PAYLOAD_MAX_BYTES);

    if (!type || !*type)
        return;
    if (!body || !*body || !base64_decode(&text, body, strlen(body))) {
        outcome_set_error(outcome, type, "The response ended with an error.");
        return;
    }
    outcome_set_failed(outcome, type);
    buf_free(&outcome->body);
    outcome->body = text;
    text = (struct buf)BUF(0);
}

void outcome_set_too_large(struct outcome *outcome)
{
    char text[128];

    (void)snprintf(text, sizeof text,
                   "Response payload size exceeded maximum allowed payload "
                   "size (%d bytes).",
                   PAYLOAD_MAX_BYTES);
    outcome_set_error(outcome, "Function.ResponseSizeTooLarge", text);
}

void outcome_take_body(struct outcome *outcome, struct http_request *req)
{
    buf_free(&outcome->body);
    outcome->body = req->body;
    req->body = (struct buf)BUF(0);
}
