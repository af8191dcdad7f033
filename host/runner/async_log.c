#include "host/runner/async_log.h"

static void log_line(struct async_log *async, const char *name,
                     const struct buf *line)
{
    log_writer_line(async->log, name, line->data, line->size);
}

bool async_log_take(struct async_log *async, const struct invocation *inv,
                    const char *name)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (async->count >= ASYNC_LOG_MAX ||
        inv->event.capacity > ASYNC_LOG_MAX_BYTES - async->bytes)
        return false;
    async->count++;
    async->bytes += inv->event.capacity;
    if (buf_printf(&line,
                   "dayfly: event %s is held in memory only and tried once; it "
                   "is lost if the host stops before that",
                   inv->request_id))
        log_line(async, name, &line);
    return true;
}

void async_log_forget(struct async_log *async, const struct invocation *inv)
{
    async->count--;
    async->bytes -= inv->event.capacity;
}

void async_log_done(struct async_log *async, const struct invocation *inv,
                    const char *name, const struct outcome *outcome)
{
    AUTO(struct buf, buf_free) line = BUF(256);
    bool ok;

    async_log_forget(async, inv);
    if (outcome->failed)
        ok = buf_printf(&line,
                        "dayfly: event %s failed%s%s; it is not tried again",
                        inv->request_id, *outcome->error_type ? ": " : "",
                        outcome->error_type);
    else
        ok = buf_printf(&line, "dayfly: event %s is done", inv->request_id);
    if (ok)
        log_line(async, name, &line);
}

void async_log_lost(struct async_log *async, const char *oldest_id,
                    size_t count, const char *name)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (buf_printf(&line,
                   "dayfly: the host stops: %zu event%s not tried yet %s lost, "
                   "the oldest is %s",
                   count, count == 1 ? "" : "s", count == 1 ? "is" : "are",
                   oldest_id))
        log_line(async, name, &line);
}
