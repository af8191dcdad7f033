#include "host/runtime/invocation.h"

#include <jansson.h>
#include <string.h>

struct invocation *invocation_new(void)
{
    struct invocation *inv = mem_new(1, sizeof *inv);

    if (!inv)
        return NULL;
    *inv = (struct invocation){
        .refcount = 1,
        .event = BUF(PAYLOAD_MAX_BYTES),
        .trace_id = BUF(INVOCATION_HEADER_MAX),
        .client_context = BUF(INVOCATION_HEADER_MAX),
        .identity = BUF(INVOCATION_HEADER_MAX),
        .tenant_id = BUF(INVOCATION_HEADER_MAX),
        .log_tail = BUF((size_t)8 * LOG_TAIL_BYTES),
        .init_us = -1,
    };
    uuid_make(inv->request_id);
    uuid_make(inv->attempt_id);
    return inv;
}

struct invocation *invocation_ref(struct invocation *inv)
{
    inv->refcount++;
    return inv;
}

void invocation_unref(struct invocation *inv)
{
    if (--inv->refcount > 0)
        return;
    buf_free(&inv->event);
    buf_free(&inv->trace_id);
    buf_free(&inv->client_context);
    buf_free(&inv->identity);
    buf_free(&inv->tenant_id);
    buf_free(&inv->log_tail);
    json_decref(inv->url_cors);
    mem_free(inv);
}

void invocation_log(struct invocation *inv, const char *line, size_t size)
{
    if (!inv->wants_log_tail)
        return;
    if (size > LOG_TAIL_BYTES) {
        line += size - LOG_TAIL_BYTES;
        size = LOG_TAIL_BYTES;
    }
    /* Out of memory: the line is missing in the tail, not in the host's log. */
    (void)!(buf_add(&inv->log_tail, line, size) &&
            buf_add_str(&inv->log_tail, "\n"));
    if (inv->log_tail.size > (size_t)4 * LOG_TAIL_BYTES)
        buf_consume(&inv->log_tail, inv->log_tail.size - LOG_TAIL_BYTES);
}

const char *invocation_log_tail(const struct invocation *inv, size_t *size)
{
    *size = inv->log_tail.size < LOG_TAIL_BYTES ? inv->log_tail.size
                                                : LOG_TAIL_BYTES;
    return inv->log_tail.data + inv->log_tail.size - *size;
}
