#include "host/runner/async_log.h"

static void say(struct pending *p, const char *from, const struct buf *line)
{
    journal_line(p->journal, from, line->data, line->size);
}

bool pending_take(struct pending *p, const struct call *c, const char *from)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (p->count >= PENDING_MOST ||
        c->event.room > PENDING_MOST_BYTES - p->bytes)
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

void pending_forget(struct pending *p, const struct call *c)
{
    p->count--;
    p->bytes -= c->event.room;
}

void pending_done(struct pending *p, const struct call *c, const char *from,
                  const struct outcome *o)
{
    AUTO(struct buf, buf_free) line = BUF(256);
    bool ok;

    pending_forget(p, c);
    if (o->failed)
        ok = buf_printf(
            &line, "dayfly: event %s failed%s%s; it is not tried again",
            c->request_id, *o->error_type ? ": " : "", o->error_type);
    else
        ok = buf_printf(&line, "dayfly: event %s is done", c->request_id);
    if (ok)
        say(p, from, &line);
}

void pending_lost(struct pending *p, const char *oldest_id, size_t count,
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
