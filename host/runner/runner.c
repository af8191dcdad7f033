#include "host/runner/runner.h"

#include "common/clock.h"
#include "host/functions/function_folder.h"
#include "host/runner/runner_internal.h"

const char *lane_log_name(const struct lane *l)
{
    return l->house->several ? l->fn->name : NULL;
}

bool lane_is_wide(const struct lane *l)
{
    return l->turn_count > 1;
}

bool lane_open(struct lane *l, const struct function *fn,
               const struct house *house)
{
    *l = (struct lane){.fn = fn, .house = house};
    l->turn_count = fn->manifest.concurrency;
    l->listener.watch.fd = -1;
    l->limit = (struct timer){.fire = lane_late, .self = l};
    l->failure.body = (struct buf)BUF(PAYLOAD_MOST_BYTES);
    stage_init(&l->stage, house->loop);
    l->stage.line = lane_printed;
    l->stage.ended = lane_ended;
    l->stage.self = l;
    l->turns = mem_new(l->turn_count, sizeof *l->turns);
    for (size_t i = 0; l->turns && i < l->turn_count; i++) {
        l->turns[i].lane = l;
        l->turns[i].limit =
            (struct timer){.fire = turn_late, .self = &l->turns[i]};
    }
    return l->turns != NULL;
}

void lane_append(struct lane *l, struct call *c)
{
    c->next = NULL;
    *(l->last ? &l->last->next : &l->first) = c;
    l->last = c;
    l->waiting += c->unattended ? 0 : 1;
}

static struct call *pop(struct lane *l)
{
    struct call *c = l->first;

    if (!c)
        return NULL;
    l->first = c->next;
    if (!l->first)
        l->last = NULL;
    l->waiting -= c->unattended ? 0 : 1;
    return c;
}

static void unlink_call(struct lane *l, struct call *c)
{
    struct call *before = NULL;

    for (struct call *at = l->first; at != c; at = at->next)
        before = at;
    *(before ? &before->next : &l->first) = c->next;
    if (l->last == c)
        l->last = before;
    l->waiting -= c->unattended ? 0 : 1;
}

static struct turn *turn_with(struct lane *l, const struct call *c)
{
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call == c)
            return &l->turns[i];
    return NULL;
}

void lane_drop(struct lane *l, struct call *c)
{
    struct turn *t = turn_with(l, c);

    c->listener = NULL;
    if (t)
        lane_hear_for_nobody(t);
    if (t || lane_drop_concluded(l, c))
        return;
    unlink_call(l, c);
    call_release(c);
}

/* Who has mended the code need not wait for it to be tried. */
static bool is_held(struct lane *l)
{
    struct init_failure *failure = &l->failure;

    if (failure->hold_until_ms <= clock_mono_ms())
        return false;
    if (failure->folder == folder_state(l->fn->root, l->fn->handler))
        return true;
    failure->hold_until_ms = 0;
    failure->in_a_row = 0;
    return false;
}

/* As long as there are calls in line and a place for them. */
static void begin_calls(struct lane *l)
{
    struct turn *t;

    while (!l->held && l->first && (t = turn_with(l, NULL))) {
        t->call = pop(l);
        t->handed = false;
        t->astray = false;
        t->call->begun_us = clock_mono_us();
        if (l->fn->wrong)
            lane_fail(t, "error", "Runtime.InvalidTaskConfig", l->fn->wrong);
        else if (is_held(l))
            lane_fail_held(t);
        else
            lane_serve(t);
    }
}

bool lane_add(struct lane *l, struct call *c)
{
    if (l->closed || (!c->unattended && l->waiting >= LANE_WAITING_MOST))
        return false;
    lane_append(l, c);
    begin_calls(l);
    return true;
}

void lane_turn(struct lane *l)
{
    if (l->first && !l->held && turn_with(l, NULL))
        l->house->look(l->house->self, l);
    if (l->retired)
        lane_rest(l);
    else
        begin_calls(l);
}

void lane_hold(struct lane *l, bool held)
{
    l->held = held;
    begin_calls(l);
}
