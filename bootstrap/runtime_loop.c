#include "bootstrap/runtime_loop.h"

#include <sys/signalfd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "bootstrap/response/stream_start.h"
#include "bootstrap/response/response_builder.h"

enum {
    LAST_SWEEP_MS = 400,     /* of the 500 ms the platform gives */
    STUBBORN_MOST_MS = 5000, /* a sandbox with immortal processes is left */
    INIT_MOST_MS = 9000,     /* of the 10 s the platform gives */
    AFTER_ASKING_MS = 5,     /* only then some platforms pass the answer on */
    READY_MOST_MS = 1000,    /* so long a sandbox about to be frozen waits */
};

void lane_init(struct lane *l)
{
    invocation_init(&l->inv);
    l->answer = (struct answer)ANSWER;
    l->signo = 0;
    tamper_remember(&l->tamper);
    l->trace = (struct trace){.on = l->kind.settings->trace == WISH_ON};
    l->bill = (struct bill){.use = l->kind.settings->bill,
                            .function = l->kind.settings->function_name,
                            .tier = l->kind.confine->tier};
    crew_init(&l->crew, &l->kind, &l->plan, &l->seat, &l->trace, l->log);
}

void lane_free(struct lane *l)
{
    invocation_free(&l->inv);
    result_free(&l->answer);
    crew_free(&l->crew);
}

/* Another lane says that it is our turn to have a process waiting, or that all
 * may begin. */
static void take_signal(struct lane *l, int signo)
{
    if (signo != BUDGET_SIGNAL)
        l->signo = signo;
    else if (seat_waits(&l->seat))
        crew_turn_over(&l->crew, 0);
}

static void tell_bill(struct lane *l)
{
    bill_turn(&l->bill, l->inv.request_id.data, &l->crew.now->slot, l->log);
}

/* One wait, at most until then, and what it brought. False: it is time to
 * leave. */
static bool pump(struct lane *l, int64_t until_ms, struct fault *f)
{
    struct watch w = WATCH_NOTHING;
    struct signalfd_siginfo told;

    crew_watch(&l->crew, &w);
    watch_add(&w, l->signals, POLLIN);
    if (log_waits(l->log))
        watch_add(&w, l->log->fd, POLLOUT);
    if (log_shut_out_ms(l->log))
        watch_until(&w, clock_mono_ms() + log_shut_out_ms(l->log));
    if (until_ms < INT64_MAX)
        watch_until(&w, until_ms);
    if (!l->source->wait(l->source->self, &w, f))
        return false;
    crew_turn(&l->crew, &w);
    tell_bill(l);
    log_turn(l->log);
    if (watch_found(&w, l->signals) &&
        fd_read(l->signals, &told, sizeof told) == sizeof told)
        take_signal(l, (int)told.ssi_signo);
    return l->signo == 0;
}

/* Until who is started ahead can take an event, cannot, or needs too long. */
static bool await_ahead(struct lane *l, int64_t most_ms, struct fault *f)
{
    int64_t until = clock_mono_ms() + most_ms;

    crew_turn_over(&l->crew, 0);
    while (crew_boots(&l->crew) && clock_mono_ms() < until)
        if (!pump(l, until, f))
            return false;
    return true;
}

static enum news arrived(struct lane *l, struct fault *f)
{
    enum news news = l->source->arrived(l->source->self, &l->inv, f);

    if (news == NEWS_EVENT)
        seat_is_given(&l->seat, l->inv.request_id.data);
    return news;
}

/* The old process's end overlaps the wait for the next event, and no event is
 * run before it is over. */
static enum news next(struct lane *l, struct fault *f)
{
    const struct slot *slot = &l->crew.now->slot;
    enum news news = NEWS_NONE;

    if (!tamper_check(&l->tamper, f))
        return NEWS_LOST;
    if (l->plan.frozen && !await_ahead(l, READY_MOST_MS, f))
        return NEWS_LOST;
    seat_asks(&l->seat);
    if (!l->source->ask(l->source->self, l->crew.peak_kib, f))
        return NEWS_LOST;
    trace_mark(&l->trace, STEP_ASKED);
    crew_turn_over(&l->crew, AFTER_ASKING_MS);
    for (;;) {
        if (news == NEWS_NONE)
            news = arrived(l, f);
        if (news == NEWS_LOST)
            return news;
        if (news != NEWS_NONE && crew_is_free(&l->crew))
            return news;
        if (!pump(l, INT64_MAX, f))
            return NEWS_LOST;
        if (slot->state == SLOT_STOPPING &&
            clock_mono_ms() - slot->stopping_ms > STUBBORN_MOST_MS) {
            (void)fault_set(f, "processes of a handler do not die");
            return NEWS_LOST;
        }
    }
}

/* Until the event's process is empty. */
static bool begin_again(struct lane *l, struct fault *f)
{
    while (!crew_is_free(&l->crew))
        if (!pump(l, INT64_MAX, f))
            return false;
    crew_give(&l->crew, &l->inv);
    return true;
}

/* Until there is something to answer: an ending, or a stream that begins. */
static bool listen_on(struct lane *l, struct fault *f)
{
    for (;;) {
        if (crew_missed(&l->crew) && !begin_again(l, f))
            return false;
        struct child *c = l->crew.now;
        if (opening_from(&l->answer, &c->end, &c->said,
                         l->kind.settings->output) != OPENING_NOT_YET)
            return true;
        if (child_ended(c)) {
            trace_mark(&l->trace, STEP_ENDED);
            result_from(&l->answer, &c->end, &l->inv, &c->said,
                        l->kind.settings->output);
            return true;
        }
        if (!pump(l, INT64_MAX, f))
            return false;
    }
}

static bool answered(struct lane *l)
{
    return l->source->answered(l->source->self);
}

/* The answer is on its way while the process still speaks. */
static bool stream_on(struct lane *l, struct fault *f)
{
    struct child *c = l->crew.now;
    const struct ending *end = &c->end;

    while (!child_ended(c) && !answered(l))
        if (!pump(l, INT64_MAX, f))
            return false;
    if (end->how != ENDED_NOT)
        result_close(&l->answer, end, &l->inv);
    c->said.live = false;
    return true;
}

static bool reply(struct lane *l, struct fault *f)
{
    if (!l->source->answer(l->source->self, &l->inv, &l->answer, f))
        return false;
    trace_mark(&l->trace, STEP_POSTED);
    if (l->answer.streaming && !stream_on(l, f))
        return false;
    bool keeps = crew_keeps(&l->crew, l->answer.error.bytes.size == 0);
    result_tell(&l->answer, l->log);
    while (!answered(l))
        if (!pump(l, INT64_MAX, f))
            return false;
    trace_mark(&l->trace, STEP_ANSWERED);
    seat_is_done(&l->seat);
    bill_draw(&l->bill, &l->answer, keeps);
    tell_bill(l);
    capsule_keep(&l->capsule, &l->inv, &l->answer, l->log);
    if (keeps)
        crew_rest(&l->crew);
    return true;
}

static bool refuse(struct lane *l, const char *type, struct fault *f)
{
    result_error(&l->answer, type, l->inv.refusal.text);
    l->answer.peak_kib = -1;
    l->bill = (struct bill)BILL;
    return reply(l, f);
}

static bool turn(struct lane *l, struct fault *f)
{
    trace_tell(&l->trace, l->log);
    trace_begin(&l->trace);
    invocation_received(&l->inv, l->kind.settings->timeout_ms);
    log_attribute(l->log, l->inv.request_id.data, l->inv.tenant_id.data);
    result_clear(&l->answer);
    if (*l->inv.refusal.text)
        return refuse(l, invocation_refusal(&l->inv), f);
    (void)!crew_is_whole(&l->crew, &l->tamper.found);
    /* Nobody begins with an event that is refused. */
    if (!tamper_check(&l->tamper, &l->inv.refusal))
        return refuse(l, "Sandbox.Failure", f);
    crew_give(&l->crew, &l->inv);
    bill_begin(&l->bill, l->inv.event.size, l->crew.waited);
    return listen_on(l, f) && reply(l, f);
}

/* What keeps the function from starting is told before any event comes. */
static bool init(struct lane *l, struct fault *f)
{
    struct child *c = l->crew.ahead;
    struct fault lost = FAULT_NONE;

    if (!await_ahead(l, INIT_MOST_MS, f))
        return false;
    if (c->end.how == ENDED_NOT || c->end.how == ENDED_NO_MEANS ||
        (c->end.how != ENDED_NEVER_BEGAN && !l->kind.handler->bridged))
        return true;
    result_from(&l->answer, &c->end, &l->inv, &c->said, OUTPUT_JSON);
    if (!l->answer.failed)
        return true;
    result_tell(&l->answer, l->log);
    if (!l->source->birth_failed(l->source->self, &l->answer, &lost))
        return fault_set(f, "the init error cannot be told: %s", lost.text);
    return fault_set(f, "the function cannot start");
}

/* The lane that was here before us died at work. Whoever waits for its answer
 * gets ours. */
static bool answer_for_dead(struct lane *l, struct fault *f)
{
    struct invocation *inv = &l->inv;
    char id[SEAT_ID_SIZE];

    if (!seat_is_left(&l->seat, id))
        return true;
    if (!buf_text(&inv->request_id, id))
        return fault_set(f, "no memory for an event's id");
    log_attribute(l->log, id, NULL);
    (void)fault_set(&inv->refusal,
                    "RequestId: %s Error: the lane that ran this event was "
                    "ended from outside",
                    id);
    return refuse(l, "Runtime.ExitError", f);
}

/* One lane finds out for all, so that the platform is told once. In a lane that
 * comes later, what cannot start fails its events. */
static bool begin(struct lane *l, struct fault *f)
{
    if (seat_is_first(&l->seat) && !seat_is_open(&l->seat)) {
        if (!init(l, f))
            return false;
        seat_open(&l->seat);
    }
    while (l->seat.budget && !seat_is_open(&l->seat))
        if (!pump(l, INT64_MAX, f))
            return false;
    return answer_for_dead(l, f);
}

bool lane_run(struct lane *l, struct fault *f)
{
    enum news news = NEWS_LOST;

    if (begin(l, f))
        while ((news = next(l, f)) == NEWS_EVENT)
            if (!turn(l, f))
                break;
    trace_tell(&l->trace, l->log);
    crew_leave(&l->crew, LAST_SWEEP_MS);
    tell_bill(l);
    return news == NEWS_OVER || l->signo != 0;
}
