#include "host/urls/url_buffered.h"

#include <string.h>

#include "host/http/http_server.h"
#include "host/runner/pool.h"
#include "host/service/refusals.h"
#include "host/service/service_error.h"
#include "host/urls/http_prelude.h"
#include "host/urls/url_reply.h"
#include "host/urls/url_response.h"

static void send_response(struct http_request *req, struct invocation *inv,
                          struct url_response *resp)
{
    struct url_reply_fields fields;

    inv->url_status = resp->head.status;
    url_reply_fields_make(&fields, &resp->head, req, inv);
    if (fields.list)
        http_respond(req, resp->head.status, fields.list, fields.count,
                     http_body_from_buf(&resp->body));
    else
        url_reply_invalid(req, inv, "out of memory");
    url_reply_fields_free(&fields);
}

/* The result begins with the prelude of a streamed response (http_prelude.h),
 * but dayfly.json does not set the invoke mode. */
static bool looks_streamed(const struct buf *result)
{
    static const char nuls[HTTP_PRELUDE_NULS];

    return memmem(result->data, result->size, nuls, sizeof nuls) != NULL;
}

static void on_end(struct invocation *inv, struct outcome *outcome)
{
    struct http_request *req = inv->sink_data;
    struct error err = ERROR_NONE;
    struct url_response resp;

    req->user_data = NULL;
    if (outcome->failed) {
        url_reply_failed(req, inv, outcome);
    } else if (url_response_make(&resp, &outcome->body, &err)) {
        send_response(req, inv, &resp);
        url_response_clear(&resp);
    } else if (looks_streamed(&outcome->body)) {
        url_reply_invalid(req, inv,
                          "the result is a streamed response; set \"url\": "
                          "{\"invokeMode\": \"RESPONSE_STREAM\"} in "
                          "dayfly.json");
    } else {
        url_reply_invalid(req, inv, err.text);
    }
}

static const struct response_sink sink = {.on_end = on_end};

static void on_closed(struct http_request *req)
{
    struct invocation *inv = req->user_data;

    if (inv)
        pool_drop(inv);
}

void url_buffered_add(struct http_request *req, struct invocation *inv,
                      struct pool *pool)
{
    req->user_data = inv;
    req->on_closed = on_closed;
    inv->sink = &sink;
    inv->sink_data = req;
    if (pool_add(pool, inv))
        return;
    invocation_unref(inv);
    refusals_add(pool->context->refusals, req, pool_is_limited(pool));
}
