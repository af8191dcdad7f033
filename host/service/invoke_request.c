#include "host/service/invoke_request.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base64.h"
#include "common/json/json_check.h"
#include "host/http/http_server.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"
#include "host/tracing/tracer.h"

enum {
    CLIENT_CONTEXT_MAX_BYTES = 3583, /* in base64, as sent */
    TRACE_MAX_BYTES = 1024,
    TENANT_MAX_BYTES = 256,
};

static const struct kind {
    const char *name;
    enum invocation_type kind;
} kinds[] = {
    {"RequestResponse", INVOKE_SYNC},
    {"Event", INVOKE_EVENT},
    {"DryRun", INVOKE_DRY_RUN},
};

/* `curl -d` sends the type of a form, SDKs send octet-stream or no type: the
 * body decides whether it is JSON. A web page of another origin can send some
 * of these types without a preflight request, but the request filter rejects
 * it. */
static bool type_is_accepted(const char *type)
{
    static const char *const accepted[] = {
        "application/json",           "application/x-www-form-urlencoded",
        "application/octet-stream",   "binary/octet-stream",
        "application/x-amz-json-1.0", "application/x-amz-json-1.1"};

    if (!type || !*type)
        return true;
    size_t size = strcspn(type, "; \t");
    if (size > strlen("+json") && !strncasecmp(type + size - 5, "+json", 5))
        return true;
    for (size_t i = 0; i < COUNT(accepted); i++)
        if (strlen(accepted[i]) == size &&
            !strncasecmp(type, accepted[i], size))
            return true;
    return false;
}

static bool read_type(struct invoke_request *invoke, const char *name)
{
    invoke->type = INVOKE_SYNC;
    if (!name || !*name)
        return true;
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (!strcmp(kinds[i].name, name)) {
            invoke->type = kinds[i].kind;
            return true;
        }
    return false;
}

#define ENUM                                                                   \
    "failed to satisfy constraint: Member must satisfy enum value set: "

/* False: a header has another value, and the response was sent. */
static bool read_headers(struct invoke_request *invoke,
                         struct http_request *req)
{
    const char *type = http_request_header(req, "X-Amz-Invocation-Type");
    const char *log = http_request_header(req, "X-Amz-Log-Type");
    AUTO(struct buf, buf_free) faults = BUF(2048);
    bool good_type = read_type(invoke, type);
    bool good_log = !log || !strcmp(log, "None") || !strcmp(log, "Tail");

    if (!good_type)
        (void)!buf_printf(&faults,
                          "Value '%.500s' at 'invocationType' " ENUM
                          "[Event, RequestResponse, DryRun]%s",
                          type, good_log ? "" : "; ");
    if (!good_log)
        (void)!buf_printf(
            &faults, "Value '%.500s' at 'logType' " ENUM "[None, Tail]", log);
    if (!good_type || !good_log)
        service_error_send(req, SERVICE_VALIDATION, "%s detected: %s",
                           good_type || good_log ? "1 validation error"
                                                 : "2 validation errors",
                           faults.data);
    invoke->log_tail =
        invoke->type == INVOKE_SYNC && log && !strcmp(log, "Tail");
    return good_type && good_log;
}

bool invoke_request_read(struct invoke_request *invoke,
                         struct http_request *req)
{
    const char *coding = http_request_header(req, "Content-Encoding");

    if (http_request_header(req, "X-Amz-Durable-Execution-Name"))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "dayfly has no durable executions");
    else if (type_is_accepted(http_request_header(req, "Content-Type")) &&
             (!coding || !strcasecmp(coding, "identity")))
        return read_headers(invoke, req);
    else
        service_error_send(req, SERVICE_MEDIA_TYPE,
                           "The body must be JSON and not compressed; use "
                           "Content-Type: application/json, or none.");
    return false;
}

static bool check_body(const struct invoke_request *invoke,
                       struct http_request *req)
{
    bool event = invoke->type == INVOKE_EVENT;
    size_t most = event ? EVENT_MAX_BYTES : PAYLOAD_MAX_BYTES;
    struct error err = ERROR_NONE;

    if (req->body_bytes > most) {
        service_error_send(
            req, SERVICE_TOO_LARGE,
            "%llu byte payload is too large for the %s invocation type "
            "(limit %zu bytes)",
            (unsigned long long)req->body_bytes,
            event ? "Event" : "RequestResponse", most);
        return false;
    }
    if (req->body.size > 0 &&
        !json_check(req->body.data, req->body.size, &err)) {
        service_error_send(
            req, SERVICE_INVALID_REQUEST_CONTENT,
            "Could not parse request body into json: Could not parse "
            "payload into json: %s",
            err.text);
        return false;
    }
    return true;
}

static bool is_visible(const char *text, size_t size)
{
    while (size > 0 && text[size - 1] >= ' ' && text[size - 1] <= '~')
        size--;
    return size == 0;
}

/* Appends a JSON object in a form that can be sent as a header: unchanged if it
 * is printable ASCII, otherwise reserialized without line ends and with other
 * characters escaped. */
static bool add_as_header(struct buf *out, const char *text, size_t size)
{
    json_t *value = json_loadb(text, size, JSON_DECODE_ANY, NULL);
    char *plain = NULL;

    if (!value)
        return false;
    bool ok = json_is_object(value);
    if (ok && is_visible(text, size))
        ok = buf_add(out, text, size);
    else if (ok) {
        plain = json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII);
        ok = plain && is_visible(plain, strlen(plain)) &&
             buf_add_str(out, plain);
    }
    mem_free(plain);
    json_decref(value);
    return ok;
}

/* The Cognito identity is a member of the client context. */
static bool take_identity(struct invocation *inv)
{
    json_t *root = json_loads(inv->client_context.data, 0, NULL);
    json_t *identity = json_object_get(root, "identity");
    char *text = json_is_object(identity)
                     ? json_dumps(identity, JSON_COMPACT | JSON_ENSURE_ASCII)
                     : NULL;
    bool ok = !text || buf_add_str(&inv->identity, text);

    mem_free(text);
    json_decref(root);
    return ok;
}

static bool take_client_context(struct invocation *inv,
                                struct http_request *req)
{
    const char *sent = http_request_header(req, "X-Amz-Client-Context");
    AUTO(struct buf, buf_free) text = BUF(INVOCATION_HEADER_MAX);

    if (!sent || !*sent)
        return true;
    if (strlen(sent) > CLIENT_CONTEXT_MAX_BYTES) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Client context must be no more than %d bytes.",
                           CLIENT_CONTEXT_MAX_BYTES);
        return false;
    }
    if (base64_decode(&text, sent, strlen(sent)) &&
        add_as_header(&inv->client_context, text.data, text.size) &&
        take_identity(inv))
        return true;
    service_error_send(req, SERVICE_INVALID_REQUEST_CONTENT,
                       "Could not parse client context: it must be a JSON "
                       "object, encoded as base64");
    return false;
}

/* An id that cannot be sent as a header is ignored. */
bool invoke_request_take_trace(struct invocation *inv,
                               const struct http_request *req,
                               const struct tracer *tracer)
{
    const char *trace = http_request_header(req, "X-Amzn-Trace-Id");
    size_t size = trace ? strlen(trace) : 0;

    if (tracer_is_on(tracer))
        return tracer_accept(tracer, &inv->trace_id,
                             http_request_header(req, "traceparent"), trace);
    if (size > 0 && size <= TRACE_MAX_BYTES && is_visible(trace, size))
        return buf_add_str(&inv->trace_id, trace);
    return trace_id_make(&inv->trace_id);
}

#define TENANT_CHARACTERS                                                      \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/=+-@ "
#define TENANT "Value '%.1000s' at 'tenantId' failed to satisfy constraint: "

static bool take_tenant(struct invocation *inv, struct http_request *req)
{
    const char *tenant = http_request_header(req, "X-Amz-Tenant-Id");
    size_t size = tenant ? strlen(tenant) : 0;
    AUTO(struct buf, buf_free) faults = BUF(4096);
    bool is_short = size <= TENANT_MAX_BYTES;
    bool both = !is_short && strspn(tenant, TENANT_CHARACTERS) < size;

    if (!size || (is_short && strspn(tenant, TENANT_CHARACTERS) == size))
        return !size || buf_add(&inv->tenant_id, tenant, size);
    if (!is_short)
        (void)!buf_printf(&faults,
                          TENANT
                          "Member must have length less than or equal to %d%s",
                          tenant, TENANT_MAX_BYTES, both ? "; " : "");
    if (is_short || both)
        (void)!buf_printf(&faults,
                          TENANT
                          "Member must satisfy regular expression "
                          "pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+",
                          tenant);
    service_error_send(req, SERVICE_VALIDATION,
                       "%d validation error%s detected: %s", both ? 2 : 1,
                       both ? "s" : "", faults.data);
    return false;
}

static bool take_event(struct invocation *inv, struct http_request *req)
{
    if (req->body.size == 0)
        return buf_add_str(&inv->event, "{}");
    inv->event = req->body;
    req->body = (struct buf)BUF(0);
    return true;
}

static struct invocation *make_invocation(const struct invoke_request *invoke,
                                          struct http_request *req,
                                          const char *arn,
                                          const struct tracer *tracer)
{
    struct invocation *inv = invocation_new();

    if (!inv || !invoke_request_take_trace(inv, req, tracer) ||
        !take_event(inv, req)) {
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
    } else if (take_tenant(inv, req) && (invoke->type == INVOKE_EVENT ||
                                         take_client_context(inv, req))) {
        (void)snprintf(inv->arn, sizeof inv->arn, "%s", arn);
        inv->wants_log_tail = invoke->log_tail;
        return inv;
    }
    if (inv)
        invocation_unref(inv);
    return NULL;
}

struct invocation *invoke_request_accept(const struct invoke_request *invoke,
                                         struct http_request *req,
                                         const char *arn,
                                         const struct tracer *tracer)
{
    if (!check_body(invoke, req))
        return NULL;
    if (invoke->type != INVOKE_DRY_RUN)
        return make_invocation(invoke, req, arn, tracer);
    service_reply_nothing(req);
    return NULL;
}
