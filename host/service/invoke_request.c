#include "host/service/invoke_request.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base64.h"
#include "host/service/service_error.h"
#include "host/http/http_server.h"
#include "host/base/json_text.h"

/* Base64 as sent. */
enum {
    CLIENT_CONTEXT_MAX_BYTES = 3583,
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

/* curl -d says form, SDKs say octet-stream or nothing: all of them send JSON,
 * and whether it is, is judged by the body. What a page elsewhere could send
 * without asking has been refused by its Origin. */
static bool type_is_served(const char *type)
{
    static const char *const served[] = {
        "application/json",           "application/x-www-form-urlencoded",
        "application/octet-stream",   "binary/octet-stream",
        "application/x-amz-json-1.0", "application/x-amz-json-1.1"};

    if (!type || !*type)
        return true;
    size_t size = strcspn(type, "; \t");
    if (size > strlen("+json") && !strncasecmp(type + size - 5, "+json", 5))
        return true;
    for (size_t i = 0; i < COUNT(served); i++)
        if (strlen(served[i]) == size && !strncasecmp(type, served[i], size))
            return true;
    return false;
}

static bool take_kind(struct invoke_request *a, const char *name)
{
    a->kind = INVOKE_SYNC;
    if (!name || !*name)
        return true;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (strcmp(kinds[i].name, name) != 0)
            continue;
        a->kind = kinds[i].kind;
        return true;
    }
    return false;
}

bool invoke_request_read(struct invoke_request *a, struct http_request *r)
{
    const char *log = http_request_header(r, "X-Amz-Log-Type");
    const char *coding = http_request_header(r, "Content-Encoding");

    if (!type_is_served(http_request_header(r, "Content-Type")) ||
        (coding && strcasecmp(coding, "identity") != 0)) {
        service_error_send(r, SERVICE_MEDIA_TYPE,
                           "The content must be JSON and not compressed; its "
                           "Content-Type application/json, or left out.");
        return false;
    }
    if (!take_kind(a, http_request_header(r, "X-Amz-Invocation-Type")) ||
        (log && strcmp(log, "None") != 0 && strcmp(log, "Tail") != 0)) {
        service_error_send(
            r, SERVICE_INVALID_PARAMETER,
            "X-Amz-Invocation-Type must be RequestResponse, Event or "
            "DryRun, and X-Amz-Log-Type None or Tail.");
        return false;
    }
    a->tail = a->kind == INVOKE_SYNC && log && !strcmp(log, "Tail");
    return true;
}

bool invoke_request_check_body(const struct invoke_request *a,
                               struct http_request *r)
{
    bool event = a->kind == INVOKE_EVENT;
    size_t most = event ? EVENT_MAX_BYTES : PAYLOAD_MAX_BYTES;
    struct error why = ERROR_NONE;

    if (r->body_bytes > most) {
        service_error_send(
            r, SERVICE_TOO_LARGE,
            "%llu byte payload is too large for the %s invocation type "
            "(limit %zu bytes)",
            (unsigned long long)r->body_bytes,
            event ? "Event" : "RequestResponse", most);
        return false;
    }
    if (r->body.size > 0 && !json_validate(r->body.data, r->body.size, &why)) {
        service_error_send(
            r, SERVICE_INVALID_REQUEST_CONTENT,
            "Could not parse request body into json: Could not parse "
            "payload into json: %s",
            why.text);
        return false;
    }
    return true;
}

static bool is_visible(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] < ' ' || text[i] > '~')
            return false;
    return true;
}

/* JSON that can stand in a header: as it came when it can, else written anew
 * without line ends and other alphabets. */
static bool fit_for_header(struct buf *out, const char *text, size_t size)
{
    json_t *value = json_loadb(text, size, JSON_DECODE_ANY, NULL);
    char *plain = NULL;

    if (!value)
        return false;
    bool ok = json_is_object(value);
    if (ok && is_visible(text, size)) {
        ok = buf_add(out, text, size);
    } else if (ok) {
        plain = json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII);
        ok = plain && is_visible(plain, strlen(plain)) &&
             buf_add_str(out, plain);
    }
    mem_free(plain);
    json_decref(value);
    return ok;
}

/* Cognito's identity travels inside the client context. */
static bool take_identity(struct invocation *c)
{
    json_t *root = json_loads(c->client_context.data, 0, NULL);
    json_t *identity = json_object_get(root, "identity");
    char *text = json_is_object(identity)
                     ? json_dumps(identity, JSON_COMPACT | JSON_ENSURE_ASCII)
                     : NULL;
    bool ok = !text || buf_add_str(&c->identity, text);

    mem_free(text);
    json_decref(root);
    return ok;
}

/* False: refused. */
static bool take_client_context(struct invocation *c, struct http_request *r)
{
    const char *sent = http_request_header(r, "X-Amz-Client-Context");
    AUTO(struct buf, buf_free) text = BUF(INVOCATION_HEADER_MAX);

    if (!sent || !*sent)
        return true;
    if (strlen(sent) > CLIENT_CONTEXT_MAX_BYTES) {
        service_error_send(r, SERVICE_INVALID_PARAMETER,
                           "Client context must be no more than %d bytes.",
                           CLIENT_CONTEXT_MAX_BYTES);
        return false;
    }
    if (base64_decode(&text, sent, strlen(sent)) &&
        fit_for_header(&c->client_context, text.data, text.size) &&
        take_identity(c))
        return true;
    service_error_send(
        r, SERVICE_INVALID_REQUEST_CONTENT,
        "Could not parse client context: it must be a JSON object, "
        "encoded as base64");
    return false;
}

/* A trace id that could not stand in a header again is none. */
bool invoke_request_take_trace(struct invocation *c,
                               const struct http_request *r)
{
    const char *trace = http_request_header(r, "X-Amzn-Trace-Id");
    size_t size = trace ? strlen(trace) : 0;

    if (size > 0 && size <= TRACE_MAX_BYTES && is_visible(trace, size))
        return buf_add_str(&c->trace, trace);
    return trace_id_make(&c->trace);
}

/* False: refused. */
static bool take_tenant(struct invocation *c, struct http_request *r)
{
    const char *tenant = http_request_header(r, "X-Amz-Tenant-Id");
    size_t size = tenant ? strlen(tenant) : 0;

    if (size <= TENANT_MAX_BYTES && (!size || is_visible(tenant, size)) &&
        (!size || buf_add(&c->tenant, tenant, size)))
        return true;
    service_error_send(
        r, SERVICE_VALIDATION,
        "1 validation error detected: Value at 'tenantId' failed to "
        "satisfy constraint: Member must be %d characters of ASCII at "
        "most",
        TENANT_MAX_BYTES);
    return false;
}

static bool take_event(struct invocation *c, struct http_request *r)
{
    if (r->body.size == 0)
        return buf_add_str(&c->event, "{}");
    c->event = r->body;
    r->body = (struct buf)BUF(0);
    return true;
}

struct invocation *invoke_request_to_invocation(const struct invoke_request *a,
                                                struct http_request *r,
                                                const char *arn)
{
    struct invocation *c = invocation_new();

    if (!c || !invoke_request_take_trace(c, r) || !take_event(c, r)) {
        service_error_send(r, SERVICE_SERVICE, "Memory is short.");
    } else if (take_tenant(c, r) &&
               (a->kind == INVOKE_EVENT || take_client_context(c, r))) {
        (void)snprintf(c->arn, sizeof c->arn, "%s", arn);
        c->wants_tail = a->tail;
        return c;
    }
    if (c)
        invocation_unref(c);
    return NULL;
}
