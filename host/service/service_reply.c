#include "host/service/service_reply.h"

#include <jansson.h>
#include <string.h>

#include "common/buf.h"
#include "host/base/ids.h"
#include "host/http/http_exchange.h"
#include "host/service/service_error.h"

void service_reply_json(struct http_request *req, json_t *value)
{
    service_reply_json_with(req, 200, value);
}

void service_reply_json_with(struct http_request *req, unsigned status,
                             json_t *value)
{
    static const struct http_field fields[] = {
        {"Content-Type", "application/json"}};
    char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;

    json_decref(value);
    if (!text) {
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
        return;
    }
    http_respond(req, status, fields, COUNT(fields),
                 (struct http_body){.bytes = text,
                                    .size = strlen(text),
                                    .on_done = mem_free,
                                    .self = text});
}

void service_reply_not_found(struct http_request *req, const char *arn)
{
    service_error_send(req, SERVICE_NOT_FOUND, "Function not found: %s", arn);
}

void service_reply_dry_run(struct http_request *req)
{
    service_reply_nothing(req);
}

void service_reply_nothing(struct http_request *req)
{
    char id[UUID_SIZE];
    const struct http_field fields[] = {{"x-amzn-RequestId", id}};

    uuid_make(id);
    http_respond(req, 204, fields, COUNT(fields),
                 (struct http_body){.bytes = ""});
}
