/* url_serve.c - function URLs: any HTTP request becomes an event, and what the
 * function returns the answer. */
#include "host/urls/url_internal.h"

#include <string.h>
#include <strings.h>

#include "common/clock.h"
#include "host/service/invoke_request.h"
#include "host/service/service_error.h"
#include "host/urls/url_event.h"
#include "host/urls/url_match.h"

/* Those that follow the function's own. */
enum { OWN_FIELDS = 2 };

static bool target_of(struct url_target *t, const struct http_request *r)
{
    return url_match_parse(t, http_request_header(r, "Host"), r->target);
}

static bool is_own(const char *name)
{
    return !strcasecmp(name, "x-amzn-requestid") ||
           !strcasecmp(name, "x-amzn-trace-id");
}

struct http_field *url_reply_fields(const struct url_response_head *h,
                                    const struct invocation *c, size_t *count)
{
    struct http_field *fields = mem_new(h->count + OWN_FIELDS, sizeof *fields);

    *count = 0;
    for (size_t i = 0; fields && i < h->count; i++)
        if (!is_own(h->fields[i].name))
            fields[(*count)++] = h->fields[i];
    if (fields) {
        fields[(*count)++] =
            (struct http_field){"x-amzn-RequestId", c->request_id};
        fields[(*count)++] =
            (struct http_field){"X-Amzn-Trace-Id", c->trace.data};
    }
    return fields;
}

struct collected {
    struct url_param *list; /* NULL: only count */
    size_t count;
};

static void collect(void *self, const struct http_header *h)
{
    struct collected *all = self;

    if (all->list)
        all->list[all->count] = (struct url_param){.name = h->name,
                                                   .name_size = h->name_size,
                                                   .value = h->value,
                                                   .value_size = h->value_size};
    all->count++;
}

/* Into an array to be freed; NULL when memory is short. */
static struct url_param *collect_headers(const struct http_request *r,
                                         size_t *count)
{
    struct collected all = {.count = 0};

    http_request_each_header(r, collect, &all);
    all.list = mem_new(all.count + 1, sizeof *all.list);
    all.count = 0;
    if (all.list)
        http_request_each_header(r, collect, &all);
    *count = all.count;
    return all.list;
}

static bool make_event(struct invocation *c, const struct service_context *api,
                       const struct http_request *r, const struct url_target *t,
                       const struct function *fn)
{
    size_t count;
    struct url_param *headers = collect_headers(r, &count);
    char peer[PEER_SIZE];

    http_request_peer(r, peer);
    const struct url_request u = {
        .method = r->method,
        .version = "HTTP/1.1",
        .path = t->path,
        .path_size = t->path_size,
        .query = t->query,
        .headers = headers,
        .header_count = count,
        .body = r->body.data,
        .body_size = r->body.size,
        .domain = t->domain,
        .function = fn->name,
        .source_ip = peer,
        .request_id = c->request_id,
        .trace_id = c->trace.data,
        .port = api->port,
        .now_ms = clock_wall_ms(),
    };
    bool ok = headers && url_event_make(&c->event, &u);
    mem_free(headers);
    return ok;
}

static void refuse_large(struct http_request *r)
{
    service_error_send(
        r, SERVICE_ENTITY_TOO_LARGE,
        "The request is too large: as an event, where a body that is "
        "no text is base64, it may have %d bytes.",
        PAYLOAD_MAX_BYTES);
}

/* NULL: refused. */
static struct invocation *call_for(const struct service_context *api,
                                   struct http_request *r,
                                   const struct url_target *t,
                                   const struct function *fn)
{
    struct invocation *c = invocation_new();

    if (!c || !invoke_request_take_trace(c, r)) {
        service_error_send(r, SERVICE_SERVICE, "Memory is short.");
    } else if (!make_event(c, api, r, t, fn)) {
        refuse_large(r);
    } else {
        function_arn(c->arn, api->region, fn->name, "");
        return c;
    }
    if (c)
        invocation_unref(c);
    return NULL;
}

static void serve(const struct service_context *api, struct http_request *r,
                  const struct url_target *t, struct runner *lane)
{
    struct invocation *c = call_for(api, r, t, lane->fn);

    if (!c)
        return;
    if (lane->fn->manifest.url == URL_STREAM)
        url_stream_add(r, c, lane);
    else
        url_buffered_add(r, c, lane);
}

bool url_serve(struct service_context *api, struct http_request *r)
{
    struct url_target t;

    if (!target_of(&t, r))
        return false;
    struct runner *lane = dispatcher_runner_by_host(api->roster, t.name);
    if (*t.path != '/')
        service_error_send(
            r, SERVICE_INVALID_PARAMETER,
            "The target of the request must begin with a slash.");
    else if (!lane || lane->fn->manifest.url == URL_OFF)
        url_reply_unknown(r, t.name, lane != NULL);
    else if (r->body_bytes > PAYLOAD_MAX_BYTES)
        refuse_large(r);
    else
        serve(api, r, &t, lane);
    return true;
}

bool url_serve_reject(struct service_context *api, struct http_request *r,
                      unsigned status, const char *sentence)
{
    struct url_target t;

    (void)api;
    if (status != 403 || !target_of(&t, r))
        return false;
    service_error_send(
        r, SERVICE_ACCESS_DENIED,
        "%s This version of dayfly serves no CORS: a function URL "
        "answers pages of its own origin, and who is no web page.",
        sentence);
    return true;
}
