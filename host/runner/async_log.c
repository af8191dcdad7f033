#include "host/runner/async_log.h"

static void say(struct async_log *async, const char *from,
                const struct buf *line)
{
    log_writer_line(async->log, from, line->data, line->size);
}

bool async_log_take(struct async_log *async, const struct invocation *inv,
                    const char *from)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (async->count >= ASYNC_LOG_MAX ||
        inv->event.capacity > ASYNC_LOG_MAX_BYTES - async->bytes)
        return false;
    async->count++;
    async->bytes += inv->event.capacity;
    if (buf_printf(&line,
                   "dayfly: event %s is held in memory only, is tried once, "
                   "and is lost when the host stops before",
                   inv->request_id))
        say(async, from, &line);
    return true;
}

void async_log_forget(struct async_log *async, const struct invocation *inv)
{
    async->count--;
    async->bytes -= inv->event.capacity;
}

void async_log_done(struct async_log *async, const struct invocation *inv,
                    const char *from, const struct outcome *outcome)
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
        say(async, from, &line);
}

void async_log_lost(struct async_log *async, const char *oldest_id,
                    size_t count, const char *from)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (buf_printf(&line,
                   "dayfly: the host stops: %zu event%s not tried yet %s lost, "
                   "the oldest is %s",
                   count, count == 1 ? "" : "s", count == 1 ? "is" : "are",
                   oldest_id))
        say(async, from, &line);
}
