#include "host/hooks/hook_event.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/events/event_accept.h"
#include "host/hook_schemes/hook_delivery.h"
#include "host/hooks/hook_set.h"
#include "host/http/http_server.h"
#include "host/metrics/stats_book.h"
#include "host/runtime/invocation.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/urls/url_event.h"
#include "host/urls/url_event_parts.h"
#include "host/urls/url_request.h"

enum { HOOK_MARK_SIZE = HOOK_NAME_MAX + DIGEST_TEXT_SIZE + 8 };

/* A request whose event is on its way to the disk. */
struct delivery {
    struct hooks *hooks;
    struct http_request *req; /* NULL: its sender has left */
    char name[HOOK_NAME_MAX + 1];
    char request_id[UUID_SIZE];
};

static void left(struct http_request *req)
{
    struct delivery *d = req->user_data;

    if (d)
        d->req = NULL;
}

static void send_taken(struct http_request *req, const char *id,
                       enum event_fate fate)
{
    const struct http_field fields[] = {{"Content-Type", "application/json"},
                                        {"x-amzn-RequestId", id}};
    AUTO(struct buf, buf_free) body = BUF(256);
    const char *word = fate == EVENT_TAKEN ? "accepted" : "repeated";

    if (buf_printf(&body, "{\"status\":\"%s\",\"id\":\"%s\"}", word, id))
        http_respond(req, fate == EVENT_TAKEN ? 202 : 200, fields,
                     fate == EVENT_TAKEN ? COUNT(fields) : 1,
                     http_body_from_buf(&body));
    else
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
}

static void send_failed(struct http_request *req)
{
    service_error_send(
        req, SERVICE_STOPPING,
        "The host cannot keep the event now, so it was not accepted. Send it "
        "again later.");
}

/* The sender is told nothing of why: the log is. */
static void fail(struct hooks *hooks, struct hook *hook,
                 struct http_request *req, const char *why)
{
    hook_stats_count(hook->stats, HOOK_RESULT_FAILED, clock_wall_ms());
    hook_set_tell(hooks, hook->name, why);
    send_failed(req);
}

static enum hook_result result_of(enum event_fate fate)
{
    switch (fate) {
    case EVENT_TAKEN:
        return HOOK_RESULT_ACCEPTED;
    case EVENT_REPEATED:
        return HOOK_RESULT_REPEATED;
    case EVENT_LOST:
        break;
    }
    return HOOK_RESULT_FAILED;
}

static void end(void *self, enum event_fate fate, const char *why)
{
    struct delivery *d = self;
    struct hook *hook = hooks_find(d->hooks, d->name);

    if (hook)
        hook_stats_count(hook->stats, result_of(fate), clock_wall_ms());
    if (fate == EVENT_LOST)
        hook_set_tell(d->hooks, d->name, why);
    if (d->req) {
        d->req->user_data = NULL;
        d->req->on_closed = NULL;
        if (fate == EVENT_LOST)
            send_failed(d->req);
        else
            send_taken(d->req, d->request_id, fate);
    }
    mem_free(d);
}

struct source {
    const struct hook *hook;
};

/* A token that is the secret itself has no place in an event. */
static size_t copy_headers(struct url_param *to, const struct url_request *u)
{
    size_t count = 0;

    for (size_t i = 0; i < u->header_count; i++)
        if (!url_event_has_name(&u->headers[i], "x-gitlab-token"))
            to[count++] = u->headers[i];
    return count;
}

/* The event of a route of an HTTP API. */
static bool make_event(void *self, struct buf *out, struct url_request *u)
{
    const struct source *source = self;
    struct url_param name = {.name = "name",
                             .name_size = strlen("name"),
                             .value = source->hook->name,
                             .value_size = strlen(source->hook->name)};
    const struct url_route route = {.key = "POST /_hooks/{name}",
                                    .account = "000000000000",
                                    .api = "hooks",
                                    .stage = "$default",
                                    .parameters = &name,
                                    .parameter_count = 1};
    struct url_param *headers = mem_new(u->header_count + 1, sizeof *headers);

    if (!headers)
        return false;
    u->header_count = copy_headers(headers, u);
    u->headers = headers;
    u->route = &route;
    bool ok = url_event_make(out, u);
    u->route = NULL;
    mem_free(headers);
    return ok;
}

/* NULL: the answer was sent. */
static struct invocation *make_invocation(struct service_context *service,
                                          struct hook *hook,
                                          struct http_request *req,
                                          const struct pool *pool)
{
    struct source source = {.hook = hook};
    const char *query = strchr(req->target, '?');
    const struct url_source from = {.path = req->target,
                                    .path_size =
                                        query ? (size_t)(query - req->target)
                                              : strlen(req->target),
                                    .query = query ? query + 1 : "",
                                    .make = make_event,
                                    .self = &source};
    struct invocation *inv =
        url_request_invocation(service, req, &from, pool->function);

    if (inv)
        function_arn(inv->arn, service->region, hook->function.name,
                     hook->function.qualifier);
    else
        hook_stats_count(hook->stats, HOOK_RESULT_FAILED, clock_wall_ms());
    return inv;
}

static void submit(struct hooks *hooks, struct hook *hook,
                   struct http_request *req, struct invocation *inv,
                   const char *mark)
{
    struct delivery *d = mem_new(1, sizeof *d);
    struct error err = ERROR_NONE;

    if (!d) {
        fail(hooks, hook, req, "out of memory");
        return;
    }
    *d = (struct delivery){.hooks = hooks, .req = req};
    (void)snprintf(d->name, sizeof d->name, "%s", hook->name);
    (void)snprintf(d->request_id, sizeof d->request_id, "%s", inv->request_id);
    const struct event_submission submission = {
        .mark = mark, .value = 1, .end = end, .self = d};
    req->user_data = d;
    req->on_closed = left;
    if (event_submit(hooks->events, inv, &submission, &err))
        return;
    req->user_data = NULL;
    req->on_closed = NULL;
    mem_free(d);
    fail(hooks, hook, req, err.text);
}

void hook_event_take(struct service_context *service, struct hook *hook,
                     struct http_request *req,
                     const struct hook_request *request)
{
    const struct function_name *function = &hook->function;
    const struct pool *pool = dispatcher_qualified_pool(
        service->dispatcher, function->name, function->qualifier);
    char mark[HOOK_MARK_SIZE] = "";
    char id[DIGEST_TEXT_SIZE];

    if (!pool) {
        fail(service->hooks, hook, req, "its function does not exist");
        return;
    }
    if (hook_delivery_id(id, hook->kind, request))
        (void)snprintf(mark, sizeof mark, "hook/%s/%s", hook->name, id);
    struct invocation *inv = make_invocation(service, hook, req, pool);
    if (!inv)
        return;
    submit(service->hooks, hook, req, inv, mark);
    invocation_unref(inv);
}
