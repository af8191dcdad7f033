#include "host/resources/account.h"

#include <jansson.h>
#include <string.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "host/base/ids.h"
#include "host/dispatch/dispatcher.h"
#include "host/function_settings/concurrency.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/management/management.h"
#include "host/service/service_context.h"
#include "host/service/service_reply.h"

#define MIB ((json_int_t)1024 * 1024)
#define CODE_BYTES (75 * 1024 * MIB)
#define UNZIPPED_BYTES (250 * MIB)
#define ZIPPED_BYTES (50 * MIB)

static json_int_t size_of(const json_t *configuration)
{
    return json_integer_value(json_object_get(configuration, "CodeSize"));
}

static json_int_t code_size(const struct management *m)
{
    json_int_t sum = 0;

    for (size_t i = 0; m && i < m->catalog.count; i++) {
        const json_t *versions =
            json_object_get(m->catalog.entries[i]->document, "versions");
        sum += size_of(catalog_latest(m->catalog.entries[i]));
        for (size_t k = 0; k < json_array_size(versions); k++)
            sum += size_of(json_array_get(versions, k));
    }
    return sum;
}

void account_settings(struct service_context *service, struct http_request *req,
                      const struct request_path *path)
{
    const struct management *m = service->management;
    json_int_t left = m ? concurrency_left(m, NULL) : CONCURRENCY_ACCOUNT;

    (void)path;
    service_reply_json(
        req, json_pack("{s:{s:I,s:I,s:I,s:i,s:I},s:{s:I,s:I}}", "AccountLimit",
                       "TotalCodeSize", CODE_BYTES, "CodeSizeUnzipped",
                       UNZIPPED_BYTES, "CodeSizeZipped", ZIPPED_BYTES,
                       "ConcurrentExecutions", CONCURRENCY_ACCOUNT,
                       "UnreservedConcurrentExecutions", left, "AccountUsage",
                       "TotalCodeSize", code_size(m), "FunctionCount",
                       (json_int_t)service->dispatcher->registry->count));
}

static void send_xml(struct http_request *req, unsigned status,
                     struct buf *body)
{
    static const struct http_field fields[] = {{"Content-Type", "text/xml"}};

    http_respond(req, status, fields, COUNT(fields), http_body_from_buf(body));
}

static void send_identity(struct http_request *req)
{
    AUTO(struct buf, buf_free) body = BUF(4096);
    char id[UUID_SIZE];

    uuid_make(id);
    (void)!buf_printf(
        &body,
        "<GetCallerIdentityResponse "
        "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
        "<GetCallerIdentityResult>"
        "<Arn>arn:aws:iam::000000000000:user/dayfly</Arn>"
        "<UserId>AIDADAYFLY0000000000</UserId>"
        "<Account>000000000000</Account>"
        "</GetCallerIdentityResult>"
        "<ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>"
        "</GetCallerIdentityResponse>",
        id);
    send_xml(req, 200, &body);
}

static void send_invalid_action(struct http_request *req)
{
    AUTO(struct buf, buf_free) body = BUF(4096);
    char id[UUID_SIZE];

    uuid_make(id);
    (void)!buf_printf(
        &body,
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
        "<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>dayfly "
        "has the Lambda API; of STS only GetCallerIdentity</Message></Error>"
        "<RequestId>%s</RequestId></ErrorResponse>",
        id);
    send_xml(req, 400, &body);
}

bool account_query(struct http_request *req)
{
    static const char form[] = "application/x-www-form-urlencoded";
    const char *type = http_request_header(req, "Content-Type");
    AUTO(struct buf, buf_free) target = BUF(REQUEST_PATH_MAX_BYTES);
    struct request_path path;
    char action[128];

    if (strcmp(req->method, "POST") != 0 || strcmp(req->target, "/") != 0 ||
        !type || strncmp(type, form, strlen(form)) != 0)
        return false;
    /* A form is written as a query. */
    if (!buf_printf(&target, "/?%.*s", (int)req->body.size, req->body.data) ||
        !request_path_parse(&path, target.data) ||
        !request_path_query(&path, "Action", action, sizeof action))
        return false;
    if (!strcmp(action, "GetCallerIdentity"))
        send_identity(req);
    else
        send_invalid_action(req);
    return true;
}
