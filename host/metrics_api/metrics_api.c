#include "host/metrics_api/metrics_api.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/compiler.h"
#include "host/dispatch/dispatcher.h"
#include "host/http/http_server.h"
#include "host/management/management.h"
#include "host/message_queues/queue_census.h"
#include "host/metrics_api/metrics_gather.h"
#include "host/metrics_api/metrics_page.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/store/store.h"

enum { PAGE_MAX = 256 * 1024 * 1024, COUNT_MS = 2000 };

#define OPEN_METRICS "application/openmetrics-text"

/* The weight of one range of media: "text/plain; version=0.0.4; q=0.3". */
static double weight_of(const char *range, size_t size)
{
    const char *end = range + size;

    for (const char *at = memchr(range, ';', size); at && at < end;
         at = memchr(at, ';', (size_t)(end - at))) {
        at++;
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if (end - at >= 2 && (*at == 'q' || *at == 'Q') && at[1] == '=')
            return strtod(at + 2, NULL);
    }
    return 1;
}

static bool is_media(const char *range, const char *media)
{
    size_t size = strlen(media);

    return !strncasecmp(range, media, size) && strchr(";, \t", range[size]);
}

bool metrics_api_wants_open_metrics(const char *accept)
{
    double open = 0;
    double plain = 0;

    while (accept && *accept) {
        accept += strspn(accept, " \t,");
        size_t size = strcspn(accept, ",");
        double weight = weight_of(accept, size);
        if (is_media(accept, OPEN_METRICS) && weight > open)
            open = weight;
        if (is_media(accept, "text/plain") && weight > plain)
            plain = weight;
        accept += size;
    }
    return open > 0 && open >= plain;
}

/* A request that waits for the thread that knows the messages. */
struct scrape {
    struct queue_census census;
    struct service_context *service;
    struct http_request *req; /* NULL: it is answered, or the caller has left */
    struct timer timer;
    bool open;
};

static void respond(struct service_context *service, struct http_request *req,
                    bool open, const struct queue_census *census)
{
    const struct dispatcher *dispatcher = service->dispatcher;
    const struct metrics_page page = {
        .book = dispatcher->context.stats,
        .keeps_events = service->events != NULL,
        .disk_fails = service->management &&
                      *store_failure(service->management->store) != '\0',
        .deliveries = metrics_gather(dispatcher, service->events),
        .functions = dispatcher->deployment_count,
        .tracer = dispatcher->context.tracer,
        .queues = service->queues,
        .mappings = service->mappings,
        .scheduler = service->scheduler,
        .census = census};
    const struct http_field fields[] = {
        {"Content-Type", open ? OPEN_METRICS "; version=1.0.0; charset=utf-8"
                              : "text/plain; version=0.0.4; charset=utf-8"},
        {"Vary", "Accept"},
    };
    AUTO(struct buf, buf_free) out = BUF(PAGE_MAX);

    if (metrics_page_add(&page, open, &out))
        http_respond(req, 200, fields, COUNT(fields), http_body_from_buf(&out));
    else
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
}

/* Once. */
static void reply(struct scrape *scrape, const struct queue_census *census)
{
    struct http_request *req = scrape->req;

    timer_clear(scrape->service->dispatcher->context.loop, &scrape->timer);
    scrape->req = NULL;
    if (!req)
        return;
    req->user_data = NULL;
    req->on_closed = NULL;
    respond(scrape->service, req, scrape->open, census);
}

static void left(struct http_request *req)
{
    struct scrape *scrape = req->user_data;

    scrape->req = NULL;
}

/* A disk that does not answer is no reason to know nothing. */
static void waited(void *self)
{
    reply(self, NULL);
}

static void counted(struct queue_census *census)
{
    struct scrape *scrape = (struct scrape *)census;

    reply(scrape, census->job.ok ? census : NULL);
    queue_census_free(census);
    mem_free(scrape);
}

void metrics_api_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    bool open =
        metrics_api_wants_open_metrics(http_request_header(req, "Accept"));
    struct scrape *scrape = service->queues && !service->queues->closing
                                ? mem_new(1, sizeof *scrape)
                                : NULL;

    (void)path;
    if (!scrape) {
        respond(service, req, open, NULL);
        return;
    }
    *scrape = (struct scrape){.service = service,
                              .req = req,
                              .timer = {.on_fire = waited, .self = scrape},
                              .open = open};
    req->user_data = scrape;
    req->on_closed = left;
    timer_set(service->dispatcher->context.loop, &scrape->timer, COUNT_MS);
    scrape->census.end = counted;
    queue_census_begin(&scrape->census, service->queues);
}
