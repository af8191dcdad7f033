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
    CLIENT_CONTEXT_MOST_BYTES = 3583,
    TRACE_MOST_BYTES = 1024,
    TENANT_MOST_BYTES = 256,
};

static const struct kind {
    const char *name;
    enum ask_kind kind;
} kinds[] = {
    {"RequestResponse", ASK_RESPONSE},
    {"Event", ASK_EVENT},
    {"DryRun", ASK_DRY_RUN},
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

static bool take_kind(struct ask *a, const char *name)
{
    a->kind = ASK_RESPONSE;
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

bool ask_read(struct ask *a, struct request *r)
{
    const char *log = request_header(r, "X-Amz-Log-Type");
    const char *coding = request_header(r, "Content-Encoding");

    if (!type_is_served(request_header(r, "Content-Type")) ||
        (coding && strcasecmp(coding, "identity") != 0)) {
        aws_refuse(r, AWS_MEDIA_TYPE,
                   "The content must be JSON and not compressed; its "
                   "Content-Type application/json, or left out.");
        return false;
    }
    if (!take_kind(a, request_header(r, "X-Amz-Invocation-Type")) ||
        (log && strcmp(log, "None") != 0 && strcmp(log, "Tail") != 0)) {
        aws_refuse(r, AWS_INVALID_PARAMETER,
                   "X-Amz-Invocation-Type must be RequestResponse, Event or "
                   "DryRun, and X-Amz-Log-Type None or Tail.");
        return false;
    }
    a->tail = a->kind == ASK_RESPONSE && log && !strcmp(log, "Tail");
    return true;
}

bool ask_check_body(const struct ask *a, struct request *r)
{
    bool event = a->kind == ASK_EVENT;
    size_t most = event ? EVENT_MOST_BYTES : PAYLOAD_MOST_BYTES;
    struct fault why = FAULT_NONE;

    if (r->body_bytes > most) {
        aws_refuse(r, AWS_TOO_LARGE,
                   "%llu byte payload is too large for the %s invocation type "
                   "(limit %zu bytes)",
                   (unsigned long long)r->body_bytes,
                   event ? "Event" : "RequestResponse", most);
        return false;
    }
    if (r->body.size > 0 && !json_judge(r->body.data, r->body.size, &why)) {
        aws_refuse(r, AWS_INVALID_REQUEST_CONTENT,
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
        ok = plain && is_visible(plain, strlen(plain)) && buf_text(out, plain);
    }
    mem_free(plain);
    json_decref(value);
    return ok;
}

/* Cognito's identity travels inside the client context. */
static bool take_identity(struct call *c)
{
    json_t *root = json_loads(c->client_context.data, 0, NULL);
    json_t *identity = json_object_get(root, "identity");
    char *text = json_is_object(identity)
                     ? json_dumps(identity, JSON_COMPACT | JSON_ENSURE_ASCII)
                     : NULL;
    bool ok = !text || buf_text(&c->identity, text);

    mem_free(text);
    json_decref(root);
    return ok;
}

/* False: refused. */
static bool take_client_context(struct call *c, struct request *r)
{
    const char *sent = request_header(r, "X-Amz-Client-Context");
    AUTO(struct buf, buf_free) text = BUF(CALL_WORD_MOST);

    if (!sent || !*sent)
        return true;
    if (strlen(sent) > CLIENT_CONTEXT_MOST_BYTES) {
        aws_refuse(r, AWS_INVALID_PARAMETER,
                   "Client context must be no more than %d bytes.",
                   CLIENT_CONTEXT_MOST_BYTES);
        return false;
    }
    if (base64_decode(&text, sent, strlen(sent)) &&
        fit_for_header(&c->client_context, text.data, text.size) &&
        take_identity(c))
        return true;
    aws_refuse(r, AWS_INVALID_REQUEST_CONTENT,
               "Could not parse client context: it must be a JSON object, "
               "encoded as base64");
    return false;
}

/* A trace id that could not stand in a header again is none. */
bool ask_take_trace(struct call *c, const struct request *r)
{
    const char *trace = request_header(r, "X-Amzn-Trace-Id");
    size_t size = trace ? strlen(trace) : 0;

    if (size > 0 && size <= TRACE_MOST_BYTES && is_visible(trace, size))
        return buf_text(&c->trace, trace);
    return trace_make(&c->trace);
}

/* False: refused. */
static bool take_tenant(struct call *c, struct request *r)
{
    const char *tenant = request_header(r, "X-Amz-Tenant-Id");
    size_t size = tenant ? strlen(tenant) : 0;

    if (size <= TENANT_MOST_BYTES && (!size || is_visible(tenant, size)) &&
        (!size || buf_add(&c->tenant, tenant, size)))
        return true;
    aws_refuse(r, AWS_VALIDATION,
               "1 validation error detected: Value at 'tenantId' failed to "
               "satisfy constraint: Member must be %d characters of ASCII at "
               "most",
               TENANT_MOST_BYTES);
    return false;
}

static bool take_event(struct call *c, struct request *r)
{
    if (r->body.size == 0)
        return buf_text(&c->event, "{}");
    c->event = r->body;
    r->body = (struct buf)BUF(0);
    return true;
}

struct call *ask_call(const struct ask *a, struct request *r, const char *arn)
{
    struct call *c = call_new();

    if (!c || !ask_take_trace(c, r) || !take_event(c, r)) {
        aws_refuse(r, AWS_SERVICE, "Memory is short.");
    } else if (take_tenant(c, r) &&
               (a->kind == ASK_EVENT || take_client_context(c, r))) {
        (void)snprintf(c->arn, sizeof c->arn, "%s", arn);
        c->wants_tail = a->tail;
        return c;
    }
    if (c)
        call_release(c);
    return NULL;
}
