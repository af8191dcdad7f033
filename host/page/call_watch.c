#include "host/page/call_watch.h"

#include <stdlib.h>
#include <string.h>

#include "common/json/json_check.h"
#include "common/json/json_string.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/runtime/recent_calls.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"

enum { EVERY_MS = 100, TEXT_MAX = RECENT_CALLS_MAX * RECENT_CALL_JSON };

struct watcher {
    struct watcher *next;
    struct call_watch *watch;
    struct http_request *req;
    uint64_t seen; /* the last change that it has got */
    struct buf text;
    size_t sent;
};

static void catch_up(struct watcher *w)
{
    if (w->sent < w->text.size || w->seen == w->watch->calls->change)
        return;
    buf_clear(&w->text);
    w->sent = 0;
    if (buf_printf(&w->text, "id: %llu\ndata: ",
                   (unsigned long long)w->watch->calls->change) &&
        recent_calls_add_json(w->watch->calls, w->seen, &w->text) &&
        buf_add_str(&w->text, "\n\n"))
        w->seen = w->watch->calls->change;
    else
        buf_clear(&w->text);
}

static void tick(void *self)
{
    struct call_watch *watch = self;
    bool is_behind = false;

    for (struct watcher *w = watch->first; w; w = w->next) {
        catch_up(w);
        is_behind = is_behind || w->seen != watch->calls->change;
        http_request_resume(w->req);
    }
    if (is_behind)
        timer_set(watch->loop, &watch->timer, EVERY_MS);
}

static void calls_changed(void *self)
{
    struct call_watch *watch = self;

    if (!watch->timer.due_ms)
        timer_set(watch->loop, &watch->timer, EVERY_MS);
}

void call_watch_open(struct call_watch *watch, struct event_loop *loop,
                     struct recent_calls *calls)
{
    *watch = (struct call_watch){
        .loop = loop,
        .calls = calls,
        .timer = {.on_fire = tick, .self = watch},
    };
}

void call_watch_end(struct call_watch *watch)
{
    watch->ended = true;
    for (struct watcher *w = watch->first; w; w = w->next)
        http_request_resume(w->req);
}

void call_watch_close(struct call_watch *watch)
{
    if (watch->loop)
        timer_clear(watch->loop, &watch->timer);
}

static ssize_t read_watcher(void *self, char *bytes, size_t room)
{
    struct watcher *w = self;
    size_t size = w->text.size - w->sent;

    if (size > room)
        size = room;
    memcpy(bytes, w->text.data + w->sent, size);
    w->sent += size;
    if (size > 0)
        return (ssize_t)size;
    return w->watch->ended ? READ_END : READ_LATER;
}

static void watcher_left(struct http_request *req)
{
    struct watcher *w = req->user_data;
    struct call_watch *watch = w->watch;
    struct watcher **at = &watch->first;

    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    if (--watch->count == 0) {
        watch->calls->on_change = NULL;
        timer_clear(watch->loop, &watch->timer);
    }
    buf_free(&w->text);
    mem_free(w);
}

/* The last change that the caller says it has; 0: none of this host's. */
static uint64_t last_seen(const struct call_watch *watch,
                          const struct http_request *req)
{
    const char *text = http_request_header(req, "Last-Event-ID");
    uint64_t seen = text ? strtoull(text, NULL, 10) : 0;

    return seen <= watch->calls->change ? seen : 0;
}

static void add_watcher(struct call_watch *watch, struct http_request *req)
{
    static const struct http_field fields[] = {
        {"Content-Type", "text/event-stream"},
        {"Cache-Control", "no-store"},
        {"X-Accel-Buffering", "no"}};
    struct watcher *w = mem_new(1, sizeof *w);

    if (!w) {
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
        return;
    }
    *w = (struct watcher){.next = watch->first,
                          .watch = watch,
                          .req = req,
                          .seen = last_seen(watch, req),
                          .text = BUF(TEXT_MAX)};
    watch->first = w;
    watch->count++;
    watch->calls->self = watch;
    watch->calls->on_change = calls_changed;
    req->user_data = w;
    req->on_closed = watcher_left;
    if (watch->calls->change == 0)
        (void)!buf_add_str(&w->text, "data: {\"calls\":[]}\n\n");
    catch_up(w);
    http_respond_stream(
        req, 200, fields, sizeof fields / sizeof *fields,
        (struct http_body_source){.read = read_watcher, .self = w});
}

static void send_json(struct http_request *req, struct buf *text)
{
    static const struct http_field fields[] = {
        {"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};

    http_respond(req, 200, fields, sizeof fields / sizeof *fields,
                 http_body_from_buf(text));
}

void call_watch_get(struct service_context *service, struct http_request *req,
                    const struct request_path *path)
{
    AUTO(struct buf, buf_free) text = BUF(TEXT_MAX);
    struct call_watch *watch = service->call_watch;
    const char *accept = http_request_header(req, "Accept");

    (void)path;
    if (!accept || !strstr(accept, "text/event-stream")) {
        if (recent_calls_add_json(watch->calls, 0, &text))
            send_json(req, &text);
        else
            service_error_send(req, SERVICE_SERVICE, "Out of memory.");
    } else if (watch->ended) {
        service_error_send(req, SERVICE_STOPPING, "The host is stopping.");
    } else if (watch->count >= CALL_WATCHERS_MAX) {
        service_error_send(req, SERVICE_TOO_MANY,
                           "%d streams of calls are open already.",
                           CALL_WATCHERS_MAX);
    } else {
        add_watcher(watch, req);
    }
}

/* As it is if it is JSON, otherwise as a string. */
static bool add_value(struct buf *out, const char *name,
                      const struct buf *value)
{
    struct error err = ERROR_NONE;

    return buf_printf(out, "\"%s\":", name) &&
           (json_check(value->data, value->size, &err)
                ? buf_add(out, value->data, value->size)
                : json_add_string(out, value->data, value->size));
}

void call_watch_get_failure(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path)
{
    AUTO(struct buf, buf_free)
    text = BUF((size_t)8 * (RECENT_EVENT_BYTES + RECENT_ERROR_BYTES));
    const struct recent_failure *failure =
        recent_calls_failure(service->call_watch->calls, path->segment[2]);

    if (!failure)
        service_error_send(req, SERVICE_NOT_FOUND,
                           "The call %s is not among the last %d that failed.",
                           path->segment[2], RECENT_FAILURES_MAX);
    else if (buf_add_str(&text, "{") &&
             add_value(&text, "event", &failure->event) &&
             buf_add_str(&text, ",") &&
             add_value(&text, "error", &failure->error) &&
             buf_add_str(&text, "}"))
        send_json(req, &text);
    else
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
}
