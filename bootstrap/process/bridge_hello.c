#include "bootstrap/process/bridge_hello.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "bootstrap/sandbox/spawn.h"
#include "common/utf8.h"

bool bridge_hello_nonce(char nonce[NONCE_SIZE + 1], struct error *err)
{
    unsigned char bytes[NONCE_SIZE / 2];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return error_set_errno(err, "no random bytes available");
    for (size_t i = 0; i < sizeof bytes; i++)
        (void)snprintf(nonce + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

/* Adds the member unless the text is empty. */
static void put(json_t *object, const char *name, const char *text)
{
    AUTO(struct buf, buf_free) clean = BUF(1024 * 1024);

    if (!text || !*text)
        return;
    (void)!utf8_sanitize(&clean, text, strlen(text));
    (void)json_object_set_new(object, name,
                              json_stringn(clean.data, clean.size));
}

/* Member `held`: for each permission that is not granted in full, whether a
 * part of it is granted. */
static void put_held(json_t *hello, const struct permissions *p)
{
    json_t *held = p->restricted ? json_object() : NULL;

    for (int i = 0; held && i < PERMISSION_COUNT; i++)
        if (p->grant[i].kind != GRANT_ALL)
            (void)json_object_set_new(
                held, permission_names[i],
                json_boolean(p->grant[i].kind == GRANT_LIST));
    if (held)
        (void)json_object_set_new(hello, "held", held);
}

/* Frees the object. */
static bool dump(struct buf *line, json_t *object, struct error *err)
{
    char *text = json_dumps(object, JSON_COMPACT);
    bool ok = text && buf_add_str(line, text) && buf_add_str(line, "\n");

    mem_free(text);
    json_decref(object);
    return ok ||
           error_set(err, "no memory for the lines that the bridge reads");
}

static void put_template(json_t *hello, const struct bridge_start *start)
{
    json_t *template;

    if (!start->is_template)
        return;
    template = json_pack("{s:i}", "control", SPAWN_CONTROL_FD);
    put(template, "library", start->library);
    put(template, "event", start->event);
    (void)json_object_set_new(hello, "template", template);
}

bool bridge_hello_startup(struct buf *line, const struct handler *h,
                          const struct settings *s,
                          const struct bridge_start *start, struct error *err)
{
    json_t *context = json_object();
    bool streams = s->output == OUTPUT_STREAM_HTTP;
    json_t *hello = json_pack(
        "{s:i, s:s, s:s, s:s, s:o}", "version", 1, "nonce", start->nonce,
        "logFormat", s->log_json ? "json" : "text", "output",
        streams ? "stream-http" : "json", "context", context);

    if (s->preload == PRELOAD_INTERPRETER)
        put(hello, "preload", "interpreter");
    if (start->thorough)
        (void)json_object_set_new(hello, "thorough", json_true());
    put_template(hello, start);
    put_held(hello, &s->permissions);
    put(hello, "logLevel", s->log_level);
    put(hello, "handler", *s->handler ? s->handler : "function.bundle.handler");
    put(hello, "file", h->file);
    put(hello, "export", h->export);
    put(context, "functionName", s->function_name);
    put(context, "functionVersion", s->function_version);
    put(context, "memoryLimitInMB", s->memory_mb);
    put(context, "logGroupName", s->log_group);
    put(context, "logStreamName", s->log_stream);
    return dump(line, hello, err);
}

bool bridge_hello_copy(struct buf *line, const char *nonce, bool thorough,
                       struct error *err)
{
    char seed[NONCE_SIZE + 1];

    if (!bridge_hello_nonce(seed, err))
        return false;
    json_t *copy = json_pack("{s:{s:s, s:s, s:b}}", "copy", "nonce", nonce,
                             "seed", seed, "thorough", thorough);
    return dump(line, copy, err);
}

bool bridge_hello_event(struct buf *line, const struct invocation *inv,
                        struct error *err)
{
    json_t *context =
        json_pack("{s:I}", "deadlineMs", (json_int_t)inv->deadline_wall_ms);
    json_t *event = json_pack("{s:I, s:o}", "length",
                              (json_int_t)inv->event.size, "context", context);

    put(event, "trace", inv->trace_id.data);
    put(context, "awsRequestId", inv->request_id.data);
    put(context, "invokedFunctionArn", inv->function_arn.data);
    put(context, "clientContext", inv->client_context.data);
    put(context, "identity", inv->identity.data);
    put(context, "tenantId", inv->tenant_id.data);
    return dump(line, event, err);
}
