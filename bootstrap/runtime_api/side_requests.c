#include "bootstrap/runtime_api/side_requests.h"

#include <stdio.h>

#include "common/clock.h"

enum { LOADING_MS = 1000 };

static bool on_reply(void *self, const char *bytes, size_t size)
{
    struct buf *body = self;
    size_t room = body->max - body->size;

    (void)!buf_add(body, bytes, size < room ? size : room);
    return true;
}

struct http_callbacks reply_callbacks(struct buf *body)
{
    return (struct http_callbacks){.on_body = on_reply, .self = body};
}

bool restore_result(const struct http_result *end, const struct buf *reply,
                    struct log *log, struct error *err)
{
    if (end->error || end->status >= 500)
        return error_set(err, "restore/next: %s",
                         end->error ? end->error : reply->data);
    if (end->status != 200)
        log_printf(log, LEVEL_WARN,
                   "dayfly: no snapshot is taken: HTTP status %ld: %.500s",
                   end->status, reply->data);
    return true;
}

bool loading_send(struct http_client *http, const struct invocation *inv,
                  struct http_callbacks reply)
{
    char path[256];
    struct error ignored = ERROR_NONE;

    (void)snprintf(path, sizeof path, "/runtime/invocation/%s/loading",
                   inv->request_id.data);
    if (!http_client_reset(http, HTTP_GET, path, reply, &ignored))
        return false;
    http_client_give_up(http, clock_mono_ms() + LOADING_MS);
    http_client_send(http);
    return true;
}
