#include "host/service/service_reply.h"

#include <jansson.h>
#include <string.h>

#include "common/buf.h"
#include "host/base/ids.h"
#include "host/http/http_exchange.h"
#include "host/service/service_error.h"

static void send_json(struct http_request *req, unsigned status, json_t *value,
                      const char *name, const char *text)
{
    char id[UUID_SIZE];
    const struct http_field fields[] = {{"Content-Type", "application/json"},
                                        {"x-amzn-RequestId", id},
                                        {name ? name : "", text}};
    char *body = value ? json_dumps(value, JSON_COMPACT) : NULL;

    json_decref(value);
    if (!body) {
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
        return;
    }
    uuid_make(id);
    http_respond(req, status, fields, name && text ? 3 : 2,
                 (struct http_body){.bytes = body,
                                    .size = strlen(body),
                                    .on_done = mem_free,
                                    .self = body});
}

void service_reply_json(struct http_request *req, json_t *value)
{
    send_json(req, 200, value, NULL, NULL);
}

void service_reply_json_with(struct http_request *req, unsigned status,
                             json_t *value)
{
    send_json(req, status, value, NULL, NULL);
}

void service_reply_json_field(struct http_request *req, json_t *value,
                              const char *name, const char *text)
{
    send_json(req, 200, value, name, text);
}

void service_reply_not_found(struct http_request *req, const char *arn)
{
    service_error_send(req, SERVICE_NOT_FOUND, "Function not found: %s", arn);
}

void service_reply_nothing(struct http_request *req)
{
    char id[UUID_SIZE];
    const struct http_field fields[] = {{"x-amzn-RequestId", id}};

    uuid_make(id);
    http_respond(req, 204, fields, COUNT(fields),
                 (struct http_body){.bytes = ""});
}
