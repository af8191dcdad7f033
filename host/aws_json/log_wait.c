#include "host/aws_json/log_wait.h"

#include "host/aws_json/aws_json.h"
#include "host/base/event_loop.h"
#include "host/http/http_request.h"
#include "host/logbook/logbook.h"
#include "host/service/service_context.h"

/* Others are served in between. */
enum { AGAIN_MS = 1 };

struct log_waiter {
    struct timer timer;
    struct service_context *service;
    struct http_request *request;
    json_t *root; /* owned */
    void (*serve)(struct service_context *service, struct aws_members *m);
};

static void release(struct log_waiter *w)
{
    timer_clear(w->service->logbook->loop, &w->timer);
    w->request->user_data = NULL;
    w->request->on_closed = NULL;
    json_decref(w->root);
    mem_free(w);
}

static void left(struct http_request *req)
{
    release(req->user_data);
}

static void fire(void *self)
{
    struct log_waiter *w = self;
    struct service_context *service = w->service;
    json_t *root = json_incref(w->root);
    struct aws_members m = {.req = w->request, .root = root};
    void (*serve)(struct service_context * service, struct aws_members * m) =
        w->serve;

    release(w);
    serve(service, &m);
    json_decref(root);
}

void log_wait(struct service_context *service, const struct aws_members *m,
              void (*serve)(struct service_context *service,
                            struct aws_members *m))
{
    struct log_waiter *w = mem_new(1, sizeof *w);

    if (!w) {
        aws_json_error(m->req, "ServiceUnavailableException", "Out of memory.");
        return;
    }
    *w = (struct log_waiter){.timer = {.on_fire = fire, .self = w},
                             .service = service,
                             .request = m->req,
                             .root = json_incref((json_t *)(size_t)m->root),
                             .serve = serve};
    m->req->user_data = w;
    m->req->on_closed = left;
    timer_set(service->logbook->loop, &w->timer, AGAIN_MS);
}
