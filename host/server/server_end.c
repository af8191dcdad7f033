#include "host/server/server_end.h"

#include "common/buf.h"
#include "host/dispatch/dispatcher_end.h"
#include "host/http/http_server.h"
#include "host/mappings/mapping_poll.h"
#include "host/server/server.h"
#include "host/server/service_manager.h"

enum { STOP_MS = 2000, HAND_OVER_MS = 1000 };

static void stop_timed_out(void *self)
{
    struct server *s = self;

    s->timed_out = true;
}

static void end_soon(struct server *s)
{
    s->stop_timer.on_fire = stop_timed_out;
    timer_set(&s->loop, &s->stop_timer, STOP_MS);
}

/* Responses may still be on their way, messages that are removed from their
 * queues, and requests that never become whole. */
bool server_has_ended(struct server *s)
{
    if (s->timed_out)
        return true;
    if (!dispatcher_is_empty(&s->dispatcher))
        return false;
    if (s->stop_timer.on_fire != stop_timed_out)
        end_soon(s);
    return !http_server_is_busy(s->api_server) &&
           mapping_poll_has_ended(&s->mappings);
}

static void drain_timed_out(void *self)
{
    struct server *s = self;

    dispatcher_shut(&s->dispatcher);
    end_soon(s);
}

static void log_drain(struct server *s, size_t count)
{
    AUTO(struct buf, buf_free) line = BUF(256);

    if (buf_printf(&line,
                   "dayfly: stopping; waiting up to %lld s for %zu "
                   "invocation%s; a second signal ends %s at once",
                   (long long)s->drain_ms / 1000, count, count == 1 ? "" : "s",
                   count == 1 ? "it" : "them"))
        log_writer_line(&s->log, NULL, line.data, line.size);
}

static void drain(struct server *s)
{
    size_t count;

    s->stopping = true;
    s->refusals.stopping = true;
    call_watch_end(&s->call_watch);
    scheduler_stop(&s->scheduler);
    hooks_stop(&s->hooks);
    events_stop(&s->events);
    mapping_poll_stop(&s->mappings);
    dispatcher_drain(&s->dispatcher);
    count = dispatcher_invocations(&s->dispatcher);
    if (count > 0 && s->drain_ms > 0)
        log_drain(s, count);
    s->stop_timer.on_fire = drain_timed_out;
    timer_set(&s->loop, &s->stop_timer, s->drain_ms);
}

static void handed_over(void *self)
{
    drain(self);
}

/* Calls that come to a socket which outlives this process wait in it for the
 * next one. Those on connections that are open already are taken a moment
 * longer: no caller is refused. */
void server_end(struct server *s)
{
    service_manager_tell("STOPPING=1");
    listener_close(&s->listener);
    if (!s->has_given_socket) {
        drain(s);
        return;
    }
    s->ending = true;
    http_server_end_connections(s->api_server);
    s->stop_timer.on_fire = handed_over;
    timer_set(&s->loop, &s->stop_timer, HAND_OVER_MS);
}
