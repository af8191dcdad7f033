/* url_reply.c - the answers of a function URL for which no function has
 * anything to say: AWS's words, and ours in the header Dayfly-Reason. */
#include "host/urls/url_internal.h"

#include <stdio.h>
#include <string.h>

enum { REASON_SIZE = 300 };

/* What a function says goes into a header: one line of ASCII. */
static void make_plain(char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            *text = '?';
}

static void answer_502(struct http_request *r, const struct invocation *c,
                       const char *reason)
{
    static const char body[] = "Internal Server Error";
    const struct http_field fields[] = {
        {"Content-Type", "text/plain"},
        {"x-amzn-RequestId", c->request_id},
        {"X-Amzn-Trace-Id", c->trace.data},
        {"Dayfly-Reason", reason},
    };

    http_respond(r, 502, fields, COUNT(fields),
                 (struct http_body){.bytes = body, .size = strlen(body)});
}

void url_reply_failed(struct http_request *r, const struct invocation *c,
                      const struct outcome *o)
{
    char why[REASON_SIZE];

    if (o->not_found) {
        url_reply_unknown(r, c->lane->fn->name, false);
        return;
    }
    (void)snprintf(why, sizeof why, "the function failed%s%s",
                   *o->error_type ? ": " : "", o->error_type);
    answer_502(r, c, why);
}

void url_reply_invalid(struct http_request *r, const struct invocation *c,
                       const char *why)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    char reason[REASON_SIZE];

    (void)snprintf(reason, sizeof reason, "%s", why);
    make_plain(reason);
    if (buf_printf(&line, "dayfly: the URL of call %s answers 502: %s",
                   c->request_id, reason))
        log_writer_line(c->lane->house->journal, runner_log_name(c->lane),
                        line.data, line.size);
    answer_502(r, c, reason);
}

void url_reply_unknown(struct http_request *r, const char *name, bool is_off)
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
                       "dayfly.json of %s says \"url\": false", name);
    else
        (void)snprintf(reason, sizeof reason,
                       "no function named \"%s\" is served", name);
    make_plain(reason);
    http_respond(r, 403, fields, COUNT(fields),
                 (struct http_body){.bytes = body, .size = strlen(body)});
}
