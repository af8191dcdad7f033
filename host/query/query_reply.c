#include "host/query/query_reply.h"

#include <string.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "host/base/ids.h"
#include "host/http/http_exchange.h"
#include "host/query/query_xml.h"

/* Ten messages of 1 MiB, of which each byte may be an escaped one. */
enum { ANSWER_MAX_BYTES = 64 * 1024 * 1024 };

static void send(struct http_request *req, unsigned status, const char *id,
                 struct buf *body)
{
    const struct http_field fields[] = {{"Content-Type", "text/xml"},
                                        {"x-amzn-RequestId", id}};

    http_respond(req, status, fields, COUNT(fields), http_body_from_buf(body));
}

static bool add_result(struct buf *out, const struct query_action *action,
                       const json_t *value)
{
    return !action->output || (buf_printf(out, "<%sResult>", action->name) &&
                               query_xml_add(out, value, action->output) &&
                               buf_printf(out, "</%sResult>", action->name));
}

void query_reply(struct http_request *req, const char *space,
                 const struct query_action *action, const json_t *value)
{
    AUTO(struct buf, buf_free) body = BUF(ANSWER_MAX_BYTES);
    char id[UUID_SIZE];

    uuid_make(id);
    if (buf_printf(&body, "<?xml version=\"1.0\"?><%sResponse xmlns=\"%s\">",
                   action->name, space) &&
        add_result(&body, action, value) &&
        buf_printf(&body,
                   "<ResponseMetadata><RequestId>%s</RequestId>"
                   "</ResponseMetadata></%sResponse>",
                   id, action->name))
        send(req, 200, id, &body);
    else
        query_reply_error(req, 500, "InternalFailure", "Out of memory.");
}

void query_reply_error(struct http_request *req, unsigned status,
                       const char *code, const char *message)
{
    AUTO(struct buf, buf_free) body = BUF((size_t)64 * 1024);
    AUTO(struct buf, buf_free) text = BUF((size_t)16 * 1024);
    char id[UUID_SIZE];

    uuid_make(id);
    (void)!(utf8_sanitize(&text, message, strlen(message)) &&
            buf_printf(&body,
                       "<?xml version=\"1.0\"?><ErrorResponse><Error>"
                       "<Type>%s</Type><Code>%s</Code><Message>",
                       status >= 500 ? "Receiver" : "Sender", code) &&
            query_xml_add_text(&body, text.data, text.size) &&
            buf_printf(&body,
                       "</Message><Detail/></Error><RequestId>%s</RequestId>"
                       "</ErrorResponse>",
                       id));
    send(req, status, id, &body);
}
