#include "host/runtime/extensions.h"

#include <stdio.h>
#include <string.h>

#include "common/json/json_string.h"
#include "host/http/http_server.h"

enum extension_add_result extensions_add(struct extensions *e, const char *name,
                                         struct extension **added)
{
    struct extension *x;

    if (!*name || strlen(name) >= EXTENSION_NAME_SIZE)
        return EXTENSION_BAD_NAME;
    for (size_t i = 0; i < e->count; i++)
        if (!strcmp(e->list[i].name, name))
            return EXTENSION_DUPLICATE;
    if (e->count == EXTENSIONS_MAX)
        return EXTENSION_TOO_MANY;
    x = &e->list[e->count++];
    *x = (struct extension){.state = EXTENSION_REGISTERED};
    uuid_make(x->id);
    (void)snprintf(x->name, sizeof x->name, "%s", name);
    *added = x;
    return EXTENSION_ADDED;
}

struct extension *extensions_find(struct extensions *e, const char *id)
{
    for (size_t i = 0; e && i < e->count; i++)
        if (!strcmp(e->list[i].id, id))
            return &e->list[i];
    return NULL;
}

void extensions_free(struct extensions **e)
{
    struct extensions *old = *e;

    *e = NULL;
    for (size_t i = 0; old && i < old->count; i++)
        if (old->list[i].next_request)
            http_respond(old->list[i].next_request, 410, NULL, 0,
                         (struct http_body){.bytes = ""});
    mem_free(old);
}

bool extension_add_member(struct buf *out, const char *name, const char *value)
{
    return buf_printf(out, "%s\"%s\":", out->size > 1 ? "," : "", name) &&
           json_add_string(out, value, strlen(value));
}

static bool add_event(struct buf *out, const struct invocation *inv)
{
    return buf_printf(out, "{\"eventType\":\"INVOKE\",\"deadlineMs\":%s",
                      inv->deadline) &&
           extension_add_member(out, "requestId", inv->request_id) &&
           extension_add_member(out, "invokedFunctionArn", inv->arn) &&
           buf_add_str(out, ",\"tracing\":{\"type\":\"X-Amzn-Trace-Id\"") &&
           extension_add_member(out, "value", inv->trace_id.data) &&
           buf_add_str(out, "}}");
}

void extension_send_invoke(struct extension *x, const struct invocation *inv)
{
    AUTO(struct buf, buf_free) body = BUF(4 * (size_t)INVOCATION_HEADER_MAX);
    struct http_request *req = x->next_request;
    char id[UUID_SIZE];
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"Lambda-Extension-Event-Identifier", id},
    };

    uuid_make(id);
    x->has_pending_event = false;
    x->next_request = NULL;
    x->state = EXTENSION_RUNNING;
    (void)!add_event(&body, inv);
    http_respond(req, 200, fields, COUNT(fields), http_body_from_buf(&body));
}

void extensions_notify_invoke(struct extensions *e,
                              const struct invocation *inv)
{
    for (size_t i = 0; e && i < e->count; i++) {
        struct extension *x = &e->list[i];
        x->has_pending_event = x->subscribed;
        if (x->has_pending_event && x->next_request)
            extension_send_invoke(x, inv);
    }
}

void extensions_request_closed(struct extensions *e,
                               const struct http_request *req)
{
    for (size_t i = 0; e && i < e->count; i++) {
        if (e->list[i].next_request != req)
            continue;
        e->list[i].next_request = NULL;
        e->list[i].state = EXTENSION_RUNNING;
    }
}

static bool has_failed(enum extension_state state)
{
    return state == EXTENSION_INIT_ERROR || state == EXTENSION_EXIT_ERROR;
}

bool extension_step(enum extension_state *state, enum extension_step step)
{
    switch (step) {
    case EXTENSION_NEXT:
        if (has_failed(*state) || *state == EXTENSION_READY)
            return false;
        *state = EXTENSION_READY;
        return true;
    case EXTENSION_FAIL_INIT:
        if (*state != EXTENSION_REGISTERED)
            return false;
        *state = EXTENSION_INIT_ERROR;
        return true;
    case EXTENSION_FAIL_EXIT:
        if (*state == EXTENSION_INIT_ERROR)
            return false;
        *state = EXTENSION_EXIT_ERROR;
        return true;
    }
    return false;
}

const char *extension_state_name(enum extension_state state)
{
    switch (state) {
    case EXTENSION_REGISTERED:
        return "Registered";
    case EXTENSION_READY:
        return "Ready";
    case EXTENSION_RUNNING:
        return "Running";
    case EXTENSION_INIT_ERROR:
        return "InitError";
    case EXTENSION_EXIT_ERROR:
        return "ExitError";
    }
    return "Unknown";
}

const char *extension_step_target(enum extension_step step)
{
    switch (step) {
    case EXTENSION_NEXT:
        return "Ready";
    case EXTENSION_FAIL_INIT:
        return "InitError";
    case EXTENSION_FAIL_EXIT:
        return "Exited";
    }
    return "Unknown";
}
