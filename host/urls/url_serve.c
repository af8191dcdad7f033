#include "host/urls/url_serve.h"

#include <stdio.h>

#include "host/auth/caller_check.h"
#include "host/dispatch/dispatcher.h"
#include "host/http/http_server.h"
#include "host/runner/pool.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/urls/url_buffered.h"
#include "host/urls/url_cors.h"
#include "host/urls/url_event.h"
#include "host/urls/url_match.h"
#include "host/urls/url_place.h"
#include "host/urls/url_reply.h"
#include "host/urls/url_request.h"
#include "host/urls/url_stream.h"

static bool target_of(struct url_target *t, const struct http_request *req)
{
    return url_match_parse(t, http_request_host(req), req->target);
}

/* self: the caller's key, or NULL. */
static bool make_event(void *self, struct buf *out, struct url_request *u)
{
    u->caller = self;
    return url_event_make(out, u);
}

static void serve(const struct service_context *service,
                  struct http_request *req, const struct url_target *t,
                  const struct url_place *place)
{
    struct pool *pool = place->pool;
    char key[KEY_ID_SIZE];
    bool is_known = !place->is_public && service->caller_check &&
                    caller_check_key(service->caller_check, req, key);
    const struct url_source source = {.path = t->path,
                                      .path_size = t->path_size,
                                      .query = t->query,
                                      .make = make_event,
                                      .self = is_known ? key : NULL};
    struct invocation *inv =
        url_request_invocation(service, req, &source, pool->function);

    if (!inv)
        return;
    inv->url_cors = json_incref(place->cors);
    function_arn(inv->arn, service->region, place->name, place->alias);
    if (place->mode == URL_STREAM)
        url_stream_add(req, inv, pool);
    else
        url_buffered_add(req, inv, pool);
}

bool url_serve(struct service_context *service, struct http_request *req)
{
    struct url_target t;
    struct url_place place;

    if (!target_of(&t, req))
        return false;
    if (*t.path != '/')
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "The target of the request must begin with a slash.");
    else if (!url_place_find(&place, service, &t))
        url_reply_unknown(req, *place.name ? place.name : t.name, place.why,
                          place.has_url);
    else if (req->body_bytes > PAYLOAD_MAX_BYTES)
        url_request_reject_large(req);
    else if (!url_cors_preflight(place.cors, req))
        serve(service, req, &t, &place);
    return true;
}

bool url_serve_is_for(const struct http_request *req)
{
    struct url_target t;

    return target_of(&t, req);
}

bool url_serve_is_open(struct service_context *service,
                       const struct http_request *req,
                       char name[FUNCTION_NAME_MAX + 1])
{
    struct url_target t;
    struct url_place place;

    *name = '\0';
    if (!target_of(&t, req))
        return false;
    if (!url_place_find(&place, service, &t))
        return false;
    (void)snprintf(name, FUNCTION_NAME_MAX + 1, "%s", place.name);
    return place.is_public || url_cors_is_preflight(place.cors, req);
}

bool url_serve_allows_page(struct service_context *service,
                           const struct http_request *req)
{
    struct url_target t;
    struct url_place place;

    if (!target_of(&t, req))
        return false;
    return url_place_find(&place, service, &t) &&
           url_cors_allows(place.cors, req);
}

bool url_serve_reject(struct http_request *req, unsigned status,
                      const char *sentence)
{
    struct url_target t;

    if (status != 403 || !target_of(&t, req))
        return false;
    service_error_send(
        req, SERVICE_ACCESS_DENIED,
        "%s A function URL accepts those that \"url\": {\"cors\": "
        "{\"allowOrigins\": [...]}} in its dayfly.json names, or "
        "AllowOrigins of its FunctionUrlConfig.",
        sentence);
    return true;
}
