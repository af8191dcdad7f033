#include "bootstrap/lane.h"

#include <sys/signalfd.h>

#include "bootstrap/base/clock.h"
#include "bootstrap/base/fd.h"
#include "bootstrap/hello.h"
#include "bootstrap/opening.h"
#include "bootstrap/result.h"

enum {
    LAST_SWEEP_MS = 400,    /* of the 500 ms the platform gives */
    STUBBORN_MOST_MS = 5000 /* a sandbox with immortal processes is left */
};

void lane_init(struct lane *l)
{
    invocation_init(&l->inv);
    l->said = (struct body)BODY(PAYLOAD_MOST_BYTES + 64 * 1024);
    l->end = (struct ending)ENDING;
    l->answer = (struct answer)ANSWER;
    l->birth = (struct buf)BUF(COMMAND_MOST_BYTES);
    l->line = (struct buf)BUF(1024 * 1024);
    l->signo = 0;
    slot_init(&l->slot, l->log, &l->said, &l->end);
}

void lane_free(struct lane *l)
{
    invocation_free(&l->inv);
    buf_free(&l->said.bytes);
    buf_free(&l->end.error);
    buf_free(&l->end.opened);
    buf_free(&l->end.tail);
    result_free(&l->answer);
    buf_free(&l->birth);
    buf_free(&l->line);
    slot_free(&l->slot);
}

/* One wait and what it brought. False: it is time to leave. */
static bool pump(struct lane *l, struct fault *f)
{
    struct watch w = WATCH_NOTHING;
    struct signalfd_siginfo told;

    slot_watch(&l->slot, &w);
    watch_add(&w, l->signals, POLLIN);
    if (log_waits(l->log))
        watch_add(&w, l->log->fd, POLLOUT);
    if (!l->source->wait(l->source->self, &w, f))
        return false;
    slot_turn(&l->slot, &w);
    log_turn(l->log);
    if (watch_found(&w, l->signals) &&
        fd_read(l->signals, &told, sizeof told) == sizeof told)
        l->signo = (int)told.ssi_signo;
    return l->signo == 0;
}

/* The old process's end overlaps the wait for the next event, and no event is
 * run before it is over. */
static enum news next(struct lane *l, struct fault *f)
{
    enum news news = NEWS_NONE;

    if (!l->source->ask(l->source->self, f))
        return NEWS_LOST;
    for (;;) {
        if (news == NEWS_NONE)
            news = l->source->arrived(l->source->self, &l->inv, f);
        if (news == NEWS_LOST)
            return news;
        if (news != NEWS_NONE && l->slot.state == SLOT_EMPTY)
            return news;
        if (!pump(l, f))
            return NEWS_LOST;
        if (l->slot.state == SLOT_STOPPING &&
            clock_mono_ms() - l->slot.stopping_ms > STUBBORN_MOST_MS) {
            (void)fault_set(f, "processes of a handler do not die");
            return NEWS_LOST;
        }
    }
}

static void forget_last(struct lane *l)
{
    struct ending *end = &l->end;

    body_clear(&l->said);
    end->how = ENDED_NOT;
    end->code = 0;
    end->said = 0;
    end->why.text[0] = '\0';
    buf_clear(&end->error);
    buf_clear(&end->opened);
    buf_clear(&end->tail);
    end->elapsed_ms = 0;
    end->peak_kib = 0;
    result_clear(&l->answer);
}

static struct iovec piece(const struct buf *b)
{
    return (struct iovec){.iov_base = (void *)(size_t)b->data,
                          .iov_len = b->size};
}

static bool prepare(struct lane *l, struct fault *f)
{
    buf_clear(&l->birth);
    buf_clear(&l->line);
    if (!l->handler->bridged)
        return environment_event(l->environment, &l->inv, f);
    return hello_nonce(l->nonce, f) &&
           hello_birth(&l->birth, l->handler, l->settings, l->nonce, f) &&
           hello_event(&l->line, &l->inv, f);
}

static void begin(struct lane *l)
{
    bool bridged = l->handler->bridged;

    if (!prepare(l, &l->end.why)) {
        l->end.how = ENDED_NO_MEANS;
        return;
    }
    struct program program = {.file = l->command->argv[0],
                              .argv = l->command->argv,
                              .envp = environment_list(l->environment),
                              .folder = l->handler->root};
    struct iovec feed[] = {piece(&l->birth), piece(&l->line),
                           piece(&l->inv.event)};
    struct slot_work work = {.program = &program,
                             .nonce = bridged ? l->nonce : NULL,
                             .feed = feed,
                             .feed_count = COUNT(feed),
                             .stop_ms = l->inv.stop_ms};

    l->said.live = !bridged && (l->settings->output == OUTPUT_STREAM ||
                                l->settings->output == OUTPUT_STREAM_HTTP);
    slot_start(&l->slot, &work);
}

/* Until there is something to answer: an ending, or a stream that begins. */
static bool listen_on(struct lane *l, struct fault *f)
{
    for (;;) {
        switch (
            opening_from(&l->answer, &l->end, &l->said, l->settings->output)) {
        case OPENING_DONE:
        case OPENING_BAD:
            return true;
        case OPENING_NOT_YET:
            break;
        }
        if (l->end.how != ENDED_NOT) {
            result_from(&l->answer, &l->end, &l->inv, &l->said,
                        l->settings->output);
            return true;
        }
        if (!pump(l, f))
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
    while (l->end.how == ENDED_NOT && !answered(l))
        if (!pump(l, f))
            return false;
    if (l->end.how != ENDED_NOT)
        result_close(&l->answer, &l->end, &l->inv);
    l->said.live = false;
    return true;
}

static void log_failure(struct lane *l)
{
    AUTO(struct buf, buf_free) record = BUF(ERROR_MOST_BYTES + 1024);

    if (l->answer.error.bytes.size == 0)
        return;
    if (result_log(&record, &l->answer, l->log->form.json))
        log_record(l->log, LEVEL_ERROR, record.data, record.size);
}

static bool reply(struct lane *l, struct fault *f)
{
    if (!l->source->answer(l->source->self, &l->inv, &l->answer, f))
        return false;
    if (l->answer.streaming && !stream_on(l, f))
        return false;
    slot_stop(&l->slot);
    log_failure(l);
    while (!answered(l))
        if (!pump(l, f))
            return false;
    return true;
}

static bool refuse(struct lane *l, const char *type, struct fault *f)
{
    result_error(&l->answer, type, l->inv.refusal.text);
    return reply(l, f);
}

static bool turn(struct lane *l, struct fault *f)
{
    invocation_received(&l->inv, l->settings->timeout_ms);
    log_attribute(l->log, l->inv.request_id.data, l->inv.tenant_id.data);
    forget_last(l);
    if (*l->inv.refusal.text)
        return refuse(l,
                      l->inv.bad_header ? "Runtime.LambdaContextUnmarshalError"
                                        : "Runtime.UnmarshalError",
                      f);
    begin(l);
    return listen_on(l, f) && reply(l, f);
}

static void leave(struct lane *l)
{
    int64_t until = clock_mono_ms() + LAST_SWEEP_MS;

    slot_stop(&l->slot);
    while (l->slot.state != SLOT_EMPTY && clock_mono_ms() < until) {
        struct watch w = WATCH_NOTHING;
        slot_watch(&l->slot, &w);
        watch_until(&w, until);
        (void)poll(w.fds, w.count, w.timeout_ms);
        slot_turn(&l->slot, &w);
    }
}

bool lane_run(struct lane *l, struct fault *f)
{
    enum news news;

    while ((news = next(l, f)) == NEWS_EVENT)
        if (!turn(l, f))
            break;
    leave(l);
    return news == NEWS_OVER || l->signo != 0;
}
