#include "host/urls/url_reply.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/base/ids.h"
#include "host/base/log_writer.h"
#include "host/http/http_request.h"
#include "host/http/http_server.h"
#include "host/runner/runner_executions.h"
#include "host/urls/url_match.h"
#include "host/urls/url_response_head.h"

/* Fields that url_reply_fields adds to the function's own. */
enum { OWN_FIELDS = 2 };
enum { REASON_SIZE = 300 };

static const char forbidden[] =
    "{\"Message\":\"Forbidden. For troubleshooting Function URL authorization "
    "issues, see: https://docs.aws.amazon.com/lambda/latest/dg/"
    "urls-auth.html\"}";

/* By path, functions share an origin: no worker of one may answer for the
 * pages of another. */
static bool is_for_origin(const struct http_request *req, const char *name)
{
    struct url_target t;

    return !strcasecmp(name, "service-worker-allowed") &&
           url_match_parse(&t, http_request_host(req), req->target) &&
           t.path != req->target;
}

static bool is_own(const char *name)
{
    return !strcasecmp(name, "x-amzn-requestid") ||
           !strcasecmp(name, "x-amzn-trace-id");
}

void url_reply_fields_make_with(struct url_reply_fields *fields,
                                const struct url_response_head *head,
                                const struct http_request *req,
                                const struct invocation *inv,
                                const json_t *cors)
{
    struct http_field *to =
        mem_new(head->count + OWN_FIELDS + URL_CORS_FIELDS, sizeof *to);

    *fields = (struct url_reply_fields){.list = to};
    url_cors_make(&fields->cors, cors, req);
    if (!to)
        return;
    for (size_t i = 0; i < head->count; i++)
        if (!is_own(head->fields[i].name) &&
            !is_for_origin(req, head->fields[i].name) &&
            !url_cors_owns(cors, head->fields[i].name))
            to[fields->count++] = head->fields[i];
    to[fields->count++] =
        (struct http_field){"x-amzn-RequestId", inv->request_id};
    to[fields->count++] =
        (struct http_field){"X-Amzn-Trace-Id", inv->trace_id.data};
    for (size_t i = 0; i < fields->cors.count; i++)
        to[fields->count++] = fields->cors.fields[i];
}

void url_reply_fields_make(struct url_reply_fields *fields,
                           const struct url_response_head *head,
                           const struct http_request *req,
                           const struct invocation *inv)
{
    url_reply_fields_make_with(fields, head, req, inv, inv->url_cors);
}

void url_reply_fields_free(struct url_reply_fields *fields)
{
    url_cors_clear(&fields->cors);
    mem_free(fields->list);
    fields->list = NULL;
}

/* Replaces what cannot be part of a header. */
static void make_printable(char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            *text = '?';
}

static void send_502(struct http_request *req, struct invocation *inv,
                     const char *reason)
{
    static const char body[] = "Internal Server Error";
    struct http_field own[] = {
        {"Content-Type", "text/plain"},
        {"Dayfly-Reason", reason},
    };
    const struct url_response_head head = {.fields = own, .count = COUNT(own)};
    struct url_reply_fields fields;

    inv->url_status = 502;
    url_reply_fields_make(&fields, &head, req, inv);
    http_respond(req, 502, fields.list, fields.count,
                 (struct http_body){.bytes = body, .size = strlen(body)});
    url_reply_fields_free(&fields);
}

void url_reply_failed(struct http_request *req, struct invocation *inv,
                      const struct outcome *outcome)
{
    char why[REASON_SIZE];

    if (outcome->not_found) {
        url_reply_unknown(req, inv->pool->function->name,
                          "no function named \"%s\" is served", false);
        return;
    }
    (void)snprintf(why, sizeof why, "the function failed%s%s",
                   *outcome->error_type ? ": " : "", outcome->error_type);
    send_502(req, inv, why);
}

void url_reply_invalid(struct http_request *req, struct invocation *inv,
                       const char *why)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    char reason[REASON_SIZE];

    (void)snprintf(reason, sizeof reason, "%s", why);
    make_printable(reason);
    if (buf_printf(&line, "dayfly: the URL of request %s responds with 502: %s",
                   inv->request_id, reason))
        log_writer_line(inv->pool->context->log, pool_log_name(inv->pool),
                        line.data, line.size);
    send_502(req, inv, reason);
}

/* `why` has one %s. */
static void write_reason(char reason[REASON_SIZE], const char *why,
                         const char *name)
{
    size_t before = strcspn(why, "%");

    (void)snprintf(reason, REASON_SIZE, "%.*s%s%s", (int)before, why, name,
                   why[before] ? why + before + 2 : "");
}

/* The reason is cut off and made printable. */
static void send_403(struct http_request *req, const char *body,
                     char reason[REASON_SIZE])
{
    char id[UUID_SIZE];
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"x-amzn-ErrorType", "AccessDeniedException"},
        {"x-amzn-RequestId", id},
        {"Dayfly-Reason", reason},
    };

    uuid_make(id);
    make_printable(reason);
    http_respond(req, 403, fields, COUNT(fields),
                 (struct http_body){.bytes = body, .size = strlen(body)});
}

void url_reply_unknown(struct http_request *req, const char *name,
                       const char *why, bool has_url)
{
    char reason[REASON_SIZE];

    write_reason(reason, why, name);
    send_403(req, has_url ? forbidden : "{\"Message\":null}", reason);
}

void url_reply_forbidden(struct http_request *req, const char *why)
{
    char reason[REASON_SIZE];

    (void)snprintf(reason, sizeof reason, "%s", why);
    send_403(req, forbidden, reason);
}
