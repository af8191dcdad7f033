#include "host/runtime_api/runtime_reply.h"

#include <stdio.h>
#include <string.h>

#include "common/json/json_string.h"
#include "host/http/http_server.h"

void runtime_reply_text(struct http_request *req, unsigned status,
                        const char *type, const char *text)
{
    AUTO(struct buf, buf_free) body = BUF(4096);
    const struct http_field fields[] = {{"Content-Type", type}};

    (void)!buf_add_str(&body, text);
    http_respond(req, status, fields, COUNT(fields), http_body_from_buf(&body));
}

void runtime_reply_error(struct http_request *req, unsigned status,
                         const char *type, const char *message)
{
    AUTO(struct buf, buf_free) body = BUF(4096);

    if (buf_add_str(&body, "{\"errorMessage\":") &&
        json_add_string(&body, message, strlen(message)) &&
        buf_printf(&body, ",\"errorType\":\"%s\"}\n", type))
        runtime_reply_text(req, status, "application/json", body.data);
    else
        runtime_reply_text(req, 500, "application/json", "{}\n");
}

void runtime_reply_ok(struct http_request *req)
{
    runtime_reply_text(req, 202, "application/json", "{\"status\":\"OK\"}\n");
}

void runtime_reply_too_large(struct http_request *req, int max_bytes)
{
    char text[96];

    (void)snprintf(text, sizeof text,
                   "Exceeded maximum allowed payload size (%d bytes).",
                   max_bytes);
    runtime_reply_error(req, 413, "RequestEntityTooLarge", text);
}
