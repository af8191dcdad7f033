/* invoke_api.c - Invoke: from a request to a call, and from its outcome to
 * the answer. */
#include "host/api.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "host/aws_error.h"
#include "bootstrap/base/base64.h"
#include "host/json_text.h"

/* Base64 as sent. */
enum { CLIENT_CONTEXT_MOST_BYTES = 3583 };

static const char version[] = "$LATEST";

static void answer(struct call *c, struct outcome *o)
{
    AUTO(struct buf, buf_free) log = BUF(2 * TAIL_BYTES);
    size_t size;
    const char *tail = call_tail(c, &size);

    if (c->wants_tail && !base64_encode(&log, tail, size))
        buf_clear(&log);
    const struct field fields[] = {
        {"Content-Type", "application/json"},
        {"X-Amz-Executed-Version", version},
        {"x-amzn-RequestId", c->request_id},
        {"X-Amzn-Trace-Id", c->trace.data},
        {"X-Amz-Function-Error", o->failed ? "Unhandled" : NULL},
        {"X-Amz-Log-Result", log.data},
    };
    c->caller->own = NULL;
    request_answer(c->caller, 200, fields, COUNT(fields),
                   payload_from(&o->body));
}

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

/* False: refused, as all of the following. */
static bool check_headers(struct request *r)
{
    const char *kind = request_header(r, "X-Amz-Invocation-Type");
    const char *log = request_header(r, "X-Amz-Log-Type");
    const char *type = request_header(r, "Content-Type");
    const char *coding = request_header(r, "Content-Encoding");

    if (!type_is_served(type) ||
        (coding && strcasecmp(coding, "identity") != 0)) {
        aws_refuse(r, AWS_MEDIA_TYPE,
                   "The content must be JSON and not compressed; its "
                   "Content-Type application/json, or left out.");
        return false;
    }
    if (kind && (!strcmp(kind, "Event") || !strcmp(kind, "DryRun"))) {
        aws_refuse(r, AWS_INVALID_PARAMETER,
                   "This version of dayfly does not serve the invocation type "
                   "%s yet; leave it out, or say RequestResponse.",
                   kind);
        return false;
    }
    if ((kind && strcmp(kind, "RequestResponse") != 0) ||
        (log && strcmp(log, "None") != 0 && strcmp(log, "Tail") != 0)) {
        aws_refuse(r, AWS_INVALID_PARAMETER,
                   "X-Amz-Invocation-Type must be RequestResponse and "
                   "X-Amz-Log-Type None or Tail.");
        return false;
    }
    return true;
}

static bool check_body(struct request *r)
{
    struct fault why = FAULT_NONE;

    if (r->body_bytes > PAYLOAD_MOST_BYTES) {
        aws_refuse(r, AWS_TOO_LARGE,
                   "%llu byte payload is too large for the RequestResponse "
                   "invocation type (limit %d bytes)",
                   (unsigned long long)r->body_bytes, PAYLOAD_MOST_BYTES);
        return false;
    }
    if (r->body.size > 0 && !json_judge(r->body.data, r->body.size, &why)) {
        aws_refuse(r, AWS_INVALID_REQUEST_CONTENT,
                   "Could not parse request body into json: %s", why.text);
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

static bool take_trace(struct call *c, const struct request *r)
{
    const char *trace = request_header(r, "X-Amzn-Trace-Id");
    const char *tenant = request_header(r, "X-Amz-Tenant-Id");

    if (tenant && !buf_text(&c->tenant, tenant))
        return false;
    if (trace && *trace && is_visible(trace, strlen(trace)))
        return buf_text(&c->trace, trace);
    return trace_make(&c->trace);
}

static bool take_event(struct call *c, struct request *r)
{
    if (r->body.size == 0)
        return buf_text(&c->event, "{}");
    c->event = r->body;
    r->body = (struct buf)BUF(0);
    return true;
}

static struct call *call_from(struct request *r, const char *arn)
{
    const char *log = request_header(r, "X-Amz-Log-Type");
    struct call *c = call_new();

    if (!c || !take_trace(c, r) || !take_event(c, r)) {
        aws_refuse(r, AWS_SERVICE, "Memory is short.");
    } else if (take_client_context(c, r)) {
        memcpy(c->arn, arn, sizeof c->arn);
        c->wants_tail = log && !strcmp(log, "Tail");
        c->caller = r;
        c->answer = answer;
        return c;
    }
    if (c)
        call_release(c);
    return NULL;
}

static struct lane *lane_of(struct api *api, const struct function *fn)
{
    return &api->lanes[fn - api->registry->functions];
}

void invoke_api_post(struct api *api, struct request *r, const struct target *t)
{
    char arn[FUNCTION_ARN_SIZE];
    const struct function *fn = api_function(api, r, t, arn);

    if (!fn || !check_headers(r) || !check_body(r))
        return;
    struct call *c = call_from(r, arn);
    if (!c)
        return;
    struct lane *lane = lane_of(api, fn);
    r->own = c;
    c->lane = lane;
    if (lane_add(lane, c))
        return;
    r->own = NULL;
    call_release(c);
    aws_refuse(r, AWS_TOO_MANY, "Rate Exceeded.");
}

void invoke_api_gone(struct api *api, struct request *r)
{
    struct call *c = r->own;

    (void)api;
    r->own = NULL;
    lane_drop(c->lane, c);
}
