#include "host/runtime/recent_calls.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/json/json_check.h"
#include "common/json/json_member.h"
#include "common/json/json_string.h"
#include "host/runtime/invocation.h"
#include "host/runtime/outcome.h"

bool recent_calls_open(struct recent_calls *calls)
{
    calls->ring = mem_new(RECENT_CALLS_MAX, sizeof *calls->ring);
    return calls->ring != NULL;
}

void recent_calls_close(struct recent_calls *calls)
{
    for (size_t i = 0; i < RECENT_FAILURES_MAX; i++) {
        buf_free(&calls->failures[i].event);
        buf_free(&calls->failures[i].error);
    }
    mem_free(calls->ring);
    calls->ring = NULL;
}

static void changed(struct recent_calls *calls, struct recent_call *call)
{
    call->change = ++calls->change;
    if (calls->on_change)
        calls->on_change(calls->self);
}

/* NULL: newer calls have taken its place. */
static struct recent_call *find(const struct recent_calls *calls,
                                const char *request_id)
{
    uint64_t count =
        calls->begun < RECENT_CALLS_MAX ? calls->begun : RECENT_CALLS_MAX;

    for (uint64_t i = 1; calls->ring && i <= count; i++) {
        struct recent_call *call =
            &calls->ring[(calls->begun - i) % RECENT_CALLS_MAX];
        if (!strcmp(call->request_id, request_id))
            return call;
    }
    return NULL;
}

void recent_calls_begin(struct recent_calls *calls,
                        const struct invocation *inv, const char *function,
                        const char *version, const char *what)
{
    int64_t waited_us = clock_mono_us() - inv->arrived_us;
    struct recent_call *call;

    if (!calls->ring)
        return;
    call = &calls->ring[calls->begun++ % RECENT_CALLS_MAX];
    *call = (struct recent_call){.at_ms = clock_wall_ms() - waited_us / 1000,
                                 .start_us = waited_us,
                                 .init_us = inv->init_us,
                                 .peak_kb = -1,
                                 .outcome = "running"};
    (void)snprintf(call->request_id, sizeof call->request_id, "%s",
                   inv->request_id);
    (void)snprintf(call->function, sizeof call->function, "%s", function);
    (void)snprintf(call->version, sizeof call->version, "%s", version);
    (void)snprintf(call->what, sizeof call->what, "%s", what);
    changed(calls, call);
}

static void take_message(struct recent_call *call, const struct buf *body)
{
    AUTO(struct buf, buf_free) text = BUF(RECENT_ERROR_BYTES);
    struct error err = ERROR_NONE;
    struct json_member member;

    if (body->size > RECENT_ERROR_BYTES ||
        !json_check(body->data, body->size, &err) ||
        !json_find_member(body->data, body->size, "errorMessage", &member))
        return;
    (void)!json_member_string(&member, &text);
    (void)snprintf(call->message, sizeof call->message, "%s", text.data);
}

static void keep_failure(struct recent_calls *calls,
                         const struct invocation *inv, const struct buf *body)
{
    struct recent_failure *failure =
        &calls->failures[calls->failure_count++ % RECENT_FAILURES_MAX];

    buf_free(&failure->event);
    buf_free(&failure->error);
    failure->event = (struct buf)BUF(RECENT_EVENT_BYTES);
    failure->error = (struct buf)BUF(RECENT_ERROR_BYTES);
    (void)snprintf(failure->request_id, sizeof failure->request_id, "%s",
                   inv->request_id);
    (void)!buf_add(&failure->event, inv->event.data, inv->event.size);
    (void)!buf_add(&failure->error, body->data, body->size);
}

void recent_calls_end(struct recent_calls *calls, const struct invocation *inv,
                      const struct outcome *outcome, int64_t us)
{
    struct recent_call *call = find(calls, inv->request_id);
    int64_t whole_us = clock_mono_us() - inv->arrived_us;

    if (outcome->failed) {
        calls->failed++;
        keep_failure(calls, inv, &outcome->body);
    }
    if (!call)
        return;
    call->us = us;
    call->start_us = whole_us > us ? whole_us - us : 0;
    call->init_us = inv->init_us;
    call->outcome = "ok";
    if (outcome->failed) {
        call->outcome = outcome->status && !strcmp(outcome->status, "timeout")
                            ? "timeout"
                            : "error";
        (void)snprintf(call->error_type, sizeof call->error_type, "%s",
                       outcome->error_type);
        take_message(call, &outcome->body);
    }
    changed(calls, call);
}

void recent_calls_peak(struct recent_calls *calls, const struct invocation *inv,
                       long peak_kb)
{
    struct recent_call *call =
        peak_kb > 0 ? find(calls, inv->request_id) : NULL;

    if (!call)
        return;
    call->peak_kb = peak_kb;
    changed(calls, call);
}

static bool add_text(struct buf *out, const char *name, const char *text)
{
    return buf_printf(out, ",\"%s\":", name) &&
           json_add_string(out, text, strlen(text));
}

static bool add_call(struct buf *out, const struct recent_call *call)
{
    return buf_printf(out,
                      "{\"id\":\"%s\",\"at\":%lld,\"startUs\":%lld,"
                      "\"us\":%lld,\"initUs\":%lld,\"peakKb\":%ld",
                      call->request_id, (long long)call->at_ms,
                      (long long)call->start_us, (long long)call->us,
                      (long long)call->init_us, call->peak_kb) &&
           add_text(out, "function", call->function) &&
           add_text(out, "version", call->version) &&
           add_text(out, "what", call->what) &&
           add_text(out, "outcome", call->outcome) &&
           add_text(out, "errorType", call->error_type) &&
           add_text(out, "errorMessage", call->message) &&
           buf_add_str(out, "}");
}

bool recent_calls_add_json(const struct recent_calls *calls, uint64_t since,
                           struct buf *out)
{
    bool is_first = true;

    if (!buf_printf(
            out,
            "{\"change\":%llu,\"begun\":%llu,\"failed\":%llu,"
            "\"now\":%lld,\"calls\":[",
            (unsigned long long)calls->change, (unsigned long long)calls->begun,
            (unsigned long long)calls->failed, (long long)clock_wall_ms()))
        return false;
    for (uint64_t i = 0; calls->ring && i < RECENT_CALLS_MAX; i++) {
        const struct recent_call *call =
            &calls->ring[(calls->begun + i) % RECENT_CALLS_MAX];
        if (call->change <= since)
            continue;
        if ((!is_first && !buf_add_str(out, ",")) || !add_call(out, call))
            return false;
        is_first = false;
    }
    return buf_add_str(out, "]}");
}

const struct recent_failure *
recent_calls_failure(const struct recent_calls *calls, const char *request_id)
{
    for (size_t i = 0; i < RECENT_FAILURES_MAX; i++)
        if (*request_id && !strcmp(calls->failures[i].request_id, request_id))
            return &calls->failures[i];
    return NULL;
}
