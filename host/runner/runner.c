#include "host/runner/runner.h"

#include "common/clock.h"
#include "host/functions/function_folder.h"
#include "host/runner/runner_internal.h"

const char *runner_log_name(const struct runner *l)
{
    return l->house->several ? l->fn->name : NULL;
}

bool runner_is_concurrent(const struct runner *l)
{
    return l->turn_count > 1;
}

bool runner_open(struct runner *l, const struct function *fn,
                 const struct host_context *house)
{
    *l = (struct runner){.fn = fn, .house = house};
    l->turn_count = fn->manifest.concurrency;
    l->listener.watch.fd = -1;
    l->limit = (struct timer){.fire = runner_start_timed_out, .self = l};
    l->failure.body = (struct buf)BUF(PAYLOAD_MAX_BYTES);
    runtime_process_init(&l->stage, house->loop);
    l->stage.line = runner_on_line;
    l->stage.ended = runner_process_exited;
    l->stage.self = l;
    l->turns = mem_new(l->turn_count, sizeof *l->turns);
    for (size_t i = 0; l->turns && i < l->turn_count; i++) {
        l->turns[i].lane = l;
        l->turns[i].limit =
            (struct timer){.fire = execution_timed_out, .self = &l->turns[i]};
    }
    return l->turns != NULL;
}

void runner_enqueue(struct runner *l, struct invocation *c)
{
    c->next = NULL;
    *(l->last ? &l->last->next : &l->first) = c;
    l->last = c;
    l->waiting += c->unattended ? 0 : 1;
}

static struct invocation *pop(struct runner *l)
{
    struct invocation *c = l->first;

    if (!c)
        return NULL;
    l->first = c->next;
    if (!l->first)
        l->last = NULL;
    l->waiting -= c->unattended ? 0 : 1;
    return c;
}

static void unlink_call(struct runner *l, struct invocation *c)
{
    struct invocation *before = NULL;

    for (struct invocation *at = l->first; at != c; at = at->next)
        before = at;
    *(before ? &before->next : &l->first) = c->next;
    if (l->last == c)
        l->last = before;
    l->waiting -= c->unattended ? 0 : 1;
}

static struct execution *turn_with(struct runner *l, const struct invocation *c)
{
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call == c)
            return &l->turns[i];
    return NULL;
}

void runner_drop(struct runner *l, struct invocation *c)
{
    struct execution *t = turn_with(l, c);

    c->listener = NULL;
    if (t)
        runner_discard_response(t);
    if (t || runner_drop_pending_report(l, c))
        return;
    unlink_call(l, c);
    invocation_unref(c);
}

/* Who has mended the code need not wait for it to be tried. */
static bool is_held(struct runner *l)
{
    struct start_failure *failure = &l->failure;

    if (failure->hold_until_ms <= clock_mono_ms())
        return false;
    if (failure->folder == folder_checksum(l->fn->root, l->fn->handler))
        return true;
    failure->hold_until_ms = 0;
    failure->in_a_row = 0;
    return false;
}

/* As long as there are calls in line and a place for them. */
static void begin_calls(struct runner *l)
{
    struct execution *t;

    while (!l->held && l->first && (t = turn_with(l, NULL))) {
        t->call = pop(l);
        t->handed = false;
        t->astray = false;
        t->call->begun_us = clock_mono_us();
        if (l->fn->wrong)
            runner_fail(t, "error", "Runtime.InvalidTaskConfig", l->fn->wrong);
        else if (is_held(l))
            runner_fail_with_last_start(t);
        else
            runner_dispatch(t);
    }
}

bool runner_add(struct runner *l, struct invocation *c)
{
    if (l->closed || (!c->unattended && l->waiting >= RUNNER_QUEUE_MAX))
        return false;
    runner_enqueue(l, c);
    begin_calls(l);
    return true;
}

void runner_advance(struct runner *l)
{
    if (l->first && !l->held && turn_with(l, NULL))
        l->house->look(l->house->self, l);
    if (l->retired)
        runner_rest(l);
    else
        begin_calls(l);
}

void runner_hold(struct runner *l, bool held)
{
    l->held = held;
    begin_calls(l);
}
