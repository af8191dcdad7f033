#include "host/runtime_api/runtime_reply.h"

#include <stdio.h>
#include <string.h>

#include "host/http/http_server.h"
#include "host/base/json_text.h"

void runtime_answer_text(struct request *r, unsigned status, const char *type,
                         const char *text)
{
    AUTO(struct buf, buf_free) body = BUF(4096);
    const struct field fields[] = {{"Content-Type", type}};

    (void)!buf_text(&body, text);
    request_answer(r, status, fields, COUNT(fields), payload_from(&body));
}

void runtime_answer_error(struct request *r, unsigned status, const char *type,
                          const char *message)
{
    AUTO(struct buf, buf_free) body = BUF(4096);

    if (buf_text(&body, "{\"errorMessage\":") &&
        json_put_string(&body, message, strlen(message)) &&
        buf_printf(&body, ",\"errorType\":\"%s\"}\n", type))
        runtime_answer_text(r, status, "application/json", body.data);
    else
        runtime_answer_text(r, 500, "application/json", "{}\n");
}

void runtime_answer_ok(struct request *r)
{
    runtime_answer_text(r, 202, "application/json", "{\"status\":\"OK\"}\n");
}

void runtime_answer_too_large(struct request *r, int most_bytes)
{
    char text[96];

    (void)snprintf(text, sizeof text,
                   "Exceeded maximum allowed payload size (%d bytes).",
                   most_bytes);
    runtime_answer_error(r, 413, "RequestEntityTooLarge", text);
}
