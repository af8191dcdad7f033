#include "host/runner/async_log.h"

static void say(struct async_log *p, const char *from, const struct buf *line)
{
    log_writer_line(p->journal, from, line->data, line->size);
}

bool async_log_take(struct async_log *p, const struct invocation *c,
                    const char *from)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (p->count >= ASYNC_LOG_MAX ||
        c->event.room > ASYNC_LOG_MAX_BYTES - p->bytes)
        return false;
    p->count++;
    p->bytes += c->event.room;
    if (buf_printf(&line,
                   "dayfly: event %s is held in memory only, is tried once, "
                   "and is lost when the host stops before",
                   c->request_id))
        say(p, from, &line);
    return true;
}

void async_log_forget(struct async_log *p, const struct invocation *c)
{
    p->count--;
    p->bytes -= c->event.room;
}

void async_log_done(struct async_log *p, const struct invocation *c,
                    const char *from, const struct outcome *o)
{
    AUTO(struct buf, buf_free) line = BUF(256);
    bool ok;

    async_log_forget(p, c);
    if (o->failed)
        ok = buf_printf(
            &line, "dayfly: event %s failed%s%s; it is not tried again",
            c->request_id, *o->error_type ? ": " : "", o->error_type);
    else
        ok = buf_printf(&line, "dayfly: event %s is done", c->request_id);
    if (ok)
        say(p, from, &line);
}

void async_log_lost(struct async_log *p, const char *oldest_id, size_t count,
                    const char *from)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (buf_printf(&line,
                   "dayfly: the host stops: %zu event%s not tried yet %s lost, "
                   "the oldest is %s",
                   count, count == 1 ? "" : "s", count == 1 ? "is" : "are",
                   oldest_id))
        say(p, from, &line);
}
