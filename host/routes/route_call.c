#include "host/routes/route_call.h"

#include <stdio.h>
#include <string.h>

#include "host/base/log_writer.h"
#include "host/http/http_server.h"
#include "host/runner/pool.h"
#include "host/runner/runner_executions.h"
#include "host/service/refusals.h"
#include "host/service/service_error.h"
#include "host/urls/url_reply.h"

enum { REASON_SIZE = 300 };

/* What the response needs when the function has answered; the template may be
 * another one by then. */
struct route_call {
    struct http_request *request;
    struct invocation *invocation; /* NULL: it has ended */
    enum route_format format;
    bool multi_value;
    json_t *cors; /* owned reference, or NULL */
};

static void make_printable(char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            *text = '?';
}

static bool make_body(struct buf *body, unsigned status,
                      enum route_format format, const char *message)
{
    if (format != ROUTE_ALB)
        return buf_printf(body, "{\"message\":\"%s\"}", message);
    return buf_printf(body,
                      "<html>\r\n<head><title>%u %s</title></head>\r\n"
                      "<body>\r\n<center><h1>%u %s</h1></center>\r\n"
                      "</body>\r\n</html>\r\n",
                      status, message, status, message);
}

void route_call_refuse(struct http_request *req, unsigned status,
                       enum route_format format, const char *message,
                       const char *why)
{
    AUTO(struct buf, buf_free) body = BUF(512);
    char reason[REASON_SIZE];
    const struct http_field fields[] = {
        {"Content-Type",
         format == ROUTE_ALB ? "text/html" : "application/json"},
        {"Dayfly-Reason", reason}};

    (void)snprintf(reason, sizeof reason, "%s", why);
    make_printable(reason);
    (void)!make_body(&body, status, format, message);
    http_respond(req, status, fields, COUNT(fields), http_body_from_buf(&body));
}

static void fail(const struct route_call *call, struct invocation *inv,
                 const char *why)
{
    static const struct {
        unsigned status;
        const char *message;
    } failures[] = {[ROUTE_REST_API] = {502, "Internal server error"},
                    [ROUTE_HTTP_V1] = {500, "Internal Server Error"},
                    [ROUTE_HTTP_V2] = {500, "Internal Server Error"},
                    [ROUTE_ALB] = {502, "Bad Gateway"}};

    inv->url_status = failures[call->format].status;
    route_call_refuse(call->request, inv->url_status, call->format,
                      failures[call->format].message, why);
}

static void fail_invalid(const struct route_call *call, struct invocation *inv,
                         const char *why)
{
    AUTO(struct buf, buf_free) line = BUF(1024);

    fail(call, inv, why);
    if (buf_printf(&line,
                   "dayfly: the route of request %s responds with %u: %s",
                   inv->request_id, inv->url_status, why))
        log_writer_line(inv->pool->context->log, pool_log_name(inv->pool),
                        line.data, line.size);
}

static void send_response(const struct route_call *call, struct invocation *inv,
                          struct url_response *resp)
{
    struct url_reply_fields fields;

    inv->url_status = resp->head.status;
    url_reply_fields_make_with(&fields, &resp->head, call->request, inv,
                               call->cors);
    if (fields.list)
        http_respond(call->request, resp->head.status, fields.list,
                     fields.count, http_body_from_buf(&resp->body));
    else
        fail_invalid(call, inv, "out of memory");
    url_reply_fields_free(&fields);
}

static void on_end(struct invocation *inv, struct outcome *outcome)
{
    struct route_call *call = inv->sink_data;
    struct error err = ERROR_NONE;
    struct url_response resp;
    char why[REASON_SIZE];

    call->invocation = NULL;
    if (outcome->failed) {
        (void)snprintf(why, sizeof why, "the function failed%s%s",
                       *outcome->error_type ? ": " : "", outcome->error_type);
        fail(call, inv, why);
    } else if (route_response_make(&resp, &outcome->body, call->format,
                                   call->multi_value, &err)) {
        send_response(call, inv, &resp);
        url_response_clear(&resp);
    } else {
        fail_invalid(call, inv, err.text);
    }
}

static const struct response_sink sink = {.on_end = on_end};

static void on_closed(struct http_request *req)
{
    struct route_call *call = req->user_data;

    if (call->invocation)
        pool_drop(call->invocation);
    json_decref(call->cors);
    mem_free(call);
}

void route_call_add(struct http_request *req, struct invocation *inv,
                    struct pool *pool, enum route_format format,
                    bool multi_value, const json_t *cors)
{
    struct route_call *call = mem_new(1, sizeof *call);

    if (!call) {
        invocation_unref(inv);
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
        return;
    }
    *call = (struct route_call){.request = req,
                                .invocation = inv,
                                .format = format,
                                .multi_value = multi_value,
                                .cors = json_incref((json_t *)(size_t)cors)};
    req->user_data = call;
    req->on_closed = on_closed;
    inv->sink = &sink;
    inv->sink_data = call;
    if (pool_add(pool, inv))
        return;
    call->invocation = NULL;
    invocation_unref(inv);
    refusals_add(pool->context->refusals, req, pool_is_limited(pool));
}
