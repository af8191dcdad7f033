#include "host/urls/url_reply.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/base/ids.h"
#include "host/base/log_writer.h"
#include "host/http/http_server.h"
#include "host/runner/runner_executions.h"
#include "host/urls/url_response_head.h"

/* Fields that url_reply_fields adds to the function's own. */
enum { OWN_FIELDS = 2 };
enum { REASON_SIZE = 300 };

static bool is_own(const char *name)
{
    return !strcasecmp(name, "x-amzn-requestid") ||
           !strcasecmp(name, "x-amzn-trace-id");
}

struct http_field *url_reply_fields(const struct url_response_head *head,
                                    const struct invocation *inv, size_t *count)
{
    struct http_field *fields =
        mem_new(head->count + OWN_FIELDS, sizeof *fields);

    *count = 0;
    for (size_t i = 0; fields && i < head->count; i++)
        if (!is_own(head->fields[i].name))
            fields[(*count)++] = head->fields[i];
    if (fields) {
        fields[(*count)++] =
            (struct http_field){"x-amzn-RequestId", inv->request_id};
        fields[(*count)++] =
            (struct http_field){"X-Amzn-Trace-Id", inv->trace_id.data};
    }
    return fields;
}

/* Replaces what cannot be part of a header. */
static void make_printable(char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            *text = '?';
}

static void send_502(struct http_request *req, const struct invocation *inv,
                     const char *reason)
{
    static const char body[] = "Internal Server Error";
    const struct http_field fields[] = {
        {"Content-Type", "text/plain"},
        {"x-amzn-RequestId", inv->request_id},
        {"X-Amzn-Trace-Id", inv->trace_id.data},
        {"Dayfly-Reason", reason},
    };

    http_respond(req, 502, fields, COUNT(fields),
                 (struct http_body){.bytes = body, .size = strlen(body)});
}

void url_reply_failed(struct http_request *req, const struct invocation *inv,
                      const struct outcome *outcome)
{
    char why[REASON_SIZE];

    if (outcome->not_found) {
        url_reply_unknown(req, inv->pool->function->name, false);
        return;
    }
    (void)snprintf(why, sizeof why, "the function failed%s%s",
                   *outcome->error_type ? ": " : "", outcome->error_type);
    send_502(req, inv, why);
}

void url_reply_invalid(struct http_request *req, const struct invocation *inv,
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

void url_reply_unknown(struct http_request *req, const char *name, bool is_off)
{
    static const char body[] = "{\"Message\":null}";
    char reason[REASON_SIZE];
    char id[UUID_SIZE];
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"x-amzn-ErrorType", "AccessDeniedException"},
        {"x-amzn-RequestId", id},
        {"Dayfly-Reason", reason},
    };

    uuid_make(id);
    if (is_off)
        (void)snprintf(reason, sizeof reason,
                       "dayfly.json of %s has \"url\": false", name);
    else
        (void)snprintf(reason, sizeof reason,
                       "no function named \"%s\" is served", name);
    make_printable(reason);
    http_respond(req, 403, fields, COUNT(fields),
                 (struct http_body){.bytes = body, .size = strlen(body)});
}
