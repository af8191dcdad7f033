#include "host/metrics_api/metrics_api.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/compiler.h"
#include "host/dispatch/dispatcher.h"
#include "host/http/http_server.h"
#include "host/metrics_api/metrics_gather.h"
#include "host/metrics_api/metrics_page.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"

enum { PAGE_MAX = 256 * 1024 * 1024 };

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

void metrics_api_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    bool open =
        metrics_api_wants_open_metrics(http_request_header(req, "Accept"));
    const struct dispatcher *dispatcher = service->dispatcher;
    const struct metrics_page page = {
        .book = dispatcher->context.stats,
        .keeps_events = service->events != NULL,
        .deliveries = metrics_gather(dispatcher, service->events),
        .functions = dispatcher->deployment_count,
        .tracer = dispatcher->context.tracer};
    const struct http_field fields[] = {
        {"Content-Type", open ? OPEN_METRICS "; version=1.0.0; charset=utf-8"
                              : "text/plain; version=0.0.4; charset=utf-8"},
        {"Vary", "Accept"},
    };
    AUTO(struct buf, buf_free) out = BUF(PAGE_MAX);

    (void)path;
    if (metrics_page_add(&page, open, &out))
        http_respond(req, 200, fields, COUNT(fields), http_body_from_buf(&out));
    else
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
}
