#include "host/tracing/tracer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

#include "common/backoff.h"
#include "common/clock.h"
#include "common/fd.h"
#include "host/base/log_writer.h"
#include "host/tracing/trace_sender.h"

enum { CLOSE_MS = 2000, SPANS_OF_CALL = 3, SPAN_JSON_USUAL = 2048 };

static const struct backoff delays = {
    .free_tries = 0, .first_ms = 1000, .max_ms = 30000};

bool tracer_is_on(const struct tracer *tracer)
{
    return tracer && tracer->settings.on;
}

/* The last 16 digits of the id are random. */
static enum trace_decision decide(const struct trace_settings *settings,
                                  const struct trace_context *context)
{
    double share;

    if (settings->by_parent && context->decision != TRACE_UNDECIDED)
        return context->decision;
    if (settings->sampler != TRACE_RATIO)
        return settings->sampler == TRACE_ALWAYS_ON ? TRACE_SAMPLED
                                                    : TRACE_NOT_SAMPLED;
    share = (double)strtoull(context->trace_id + 16, NULL, 16) / 0x1p64;
    return share < settings->ratio ? TRACE_SAMPLED : TRACE_NOT_SAMPLED;
}

bool tracer_accept(const struct tracer *tracer, struct buf *text,
                   const char *traceparent, const char *xray)
{
    struct trace_context context = {.decision = TRACE_UNDECIDED};

    if (!tracer_is_on(tracer))
        return true;
    if ((!traceparent || !trace_context_read_w3c(&context, traceparent)) &&
        (!xray || !trace_context_read_xray(&context, xray)))
        trace_context_new(&context);
    context.decision = decide(&tracer->settings, &context);
    return trace_context_add_xray(text, &context, context.parent_id);
}

void tracer_begin(const struct tracer *tracer, struct trace_context *context,
                  struct buf *text)
{
    if (!tracer_is_on(tracer) || *context->span_id)
        return;
    if (!trace_context_read_xray(context, text->data))
        trace_context_new(context);
    context->decision = decide(&tracer->settings, context);
    trace_context_begin(context);
    buf_clear(text);
    (void)!trace_context_add_xray(text, context, context->handler_id);
}

static void drop(struct tracer *tracer, unsigned count)
{
    tracer->counts.dropped += count;
}

/* The mutex is held. */
static void enqueue(struct tracer *tracer, const struct buf *spans,
                    unsigned count)
{
    bool fits = tracer->counts.waiting + count <= tracer->settings.queue;

    if (!fits ||
        (tracer->queue.size > 0 && !buf_add_str(&tracer->queue, ",")) ||
        !buf_add(&tracer->queue, spans->data, spans->size)) {
        drop(tracer, count);
        return;
    }
    tracer->counts.waiting += count;
    if (tracer->counts.waiting == count ||
        tracer->counts.waiting >= tracer->settings.batch)
        (void)pthread_cond_signal(&tracer->more);
}

void tracer_add(struct tracer *tracer, const struct call_span *call)
{
    AUTO(struct buf, buf_free) spans = BUF(SPAN_JSON_MAX);
    unsigned count = SPANS_OF_CALL;

    if (!tracer_is_on(tracer) || call->context->decision != TRACE_SAMPLED ||
        !*call->context->span_id)
        return;
    bool made = buf_reserve(&spans, SPAN_JSON_USUAL) &&
                span_json_add(&spans, &tracer->settings, call, &count);
    (void)pthread_mutex_lock(&tracer->mutex);
    if (made)
        enqueue(tracer, &spans, count);
    else
        drop(tracer, count);
    (void)pthread_mutex_unlock(&tracer->mutex);
}

struct tracer_counts tracer_counts(struct tracer *tracer)
{
    struct tracer_counts counts = {.sent = 0};

    if (!tracer_is_on(tracer))
        return counts;
    (void)pthread_mutex_lock(&tracer->mutex);
    counts = tracer->counts;
    (void)pthread_mutex_unlock(&tracer->mutex);
    return counts;
}

/* The mutex is held, here and in the next ones. */
static void wait_ms(struct tracer *tracer, unsigned ms)
{
    struct timespec until;
    int64_t at_ms = clock_mono_ms() + ms;

    until.tv_sec = (time_t)(at_ms / 1000);
    until.tv_nsec = (long)(at_ms % 1000) * 1000000;
    (void)pthread_cond_timedwait(&tracer->more, &tracer->mutex, &until);
}

/* Until there is a batch, or its time has come. False: nothing is left to send,
 * and the tracer closes. */
static bool wait_for_spans(struct tracer *tracer)
{
    int64_t due_ms;

    while (tracer->counts.waiting == 0 && !tracer->closing)
        (void)pthread_cond_wait(&tracer->more, &tracer->mutex);
    due_ms = clock_mono_ms() + tracer->settings.delay_ms;
    while (!tracer->closing &&
           tracer->counts.waiting < tracer->settings.batch &&
           clock_mono_ms() < due_ms)
        wait_ms(tracer, (unsigned)(due_ms - clock_mono_ms()));
    return tracer->counts.waiting > 0;
}

static void wait_to_repeat(struct tracer *tracer, unsigned failures)
{
    int64_t due_ms = clock_mono_ms() + backoff_delay_ms(&delays, failures);

    while (!tracer->closing && clock_mono_ms() < due_ms)
        wait_ms(tracer, (unsigned)(due_ms - clock_mono_ms()));
}

static void tell(struct tracer *tracer, const char *what, const char *why)
{
    const uint64_t one = 1;

    (void)snprintf(tracer->told, sizeof tracer->told, "dayfly: %s %s%s%s", what,
                   tracer->settings.url.data, *why ? ": " : "", why);
    (void)!fd_write(tracer->told_watch.fd, &one, sizeof one);
}

/* Sends the batch until it is taken, refused, or the tracer closes. */
static void send_batch(struct tracer *tracer, const struct buf *batch,
                       uint64_t count)
{
    enum trace_answer answer = TRACE_AGAIN;
    struct error err = ERROR_NONE;

    for (unsigned failures = 0; answer == TRACE_AGAIN; failures++) {
        (void)pthread_mutex_unlock(&tracer->mutex);
        answer = trace_sender_post(tracer->sender, batch, &err);
        (void)pthread_mutex_lock(&tracer->mutex);
        if (answer == TRACE_TAKEN && failures > 0)
            tell(tracer, "spans are sent again to", "");
        if (answer == TRACE_REFUSED || (answer != TRACE_TAKEN && failures == 0))
            tell(tracer, "spans cannot be sent to", err.text);
        if (answer == TRACE_AGAIN && tracer->closing)
            break;
        if (answer == TRACE_AGAIN)
            wait_to_repeat(tracer, failures + 1);
    }
    tracer->counts.waiting -= count;
    if (answer == TRACE_TAKEN)
        tracer->counts.sent += count;
    else
        tracer->counts.dropped += count;
}

static void *run(void *self)
{
    struct tracer *tracer = self;
    struct buf batch = BUF(tracer->queue.max);

    (void)pthread_mutex_lock(&tracer->mutex);
    while (wait_for_spans(tracer)) {
        uint64_t count = tracer->counts.waiting;
        buf_swap(&batch, &tracer->queue);
        send_batch(tracer, &batch, count);
        buf_clear(&batch);
    }
    (void)pthread_mutex_unlock(&tracer->mutex);
    buf_free(&batch);
    return NULL;
}

static void log_told(void *self, uint32_t events)
{
    struct tracer *tracer = self;
    char text[sizeof tracer->told];
    uint64_t count;

    (void)events;
    (void)!fd_read(tracer->told_watch.fd, &count, sizeof count);
    (void)pthread_mutex_lock(&tracer->mutex);
    memcpy(text, tracer->told, sizeof text);
    (void)pthread_mutex_unlock(&tracer->mutex);
    log_writer_line(tracer->log, NULL, text, strlen(text));
}

static void init_locks(struct tracer *tracer)
{
    pthread_condattr_t attributes;

    (void)pthread_mutex_init(&tracer->mutex, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&tracer->more, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

bool tracer_open(struct tracer *tracer, struct trace_settings *settings,
                 struct event_loop *loop, struct log_writer *log,
                 struct error *err)
{
    *tracer = (struct tracer){
        .settings = *settings,
        .loop = loop,
        .log = log,
        .told_watch = {.fd = -1, .on_ready = log_told, .self = tracer}};
    *settings = (struct trace_settings){.on = false};
    if (!tracer->settings.on)
        return true;
    tracer->queue =
        (struct buf)BUF((size_t)tracer->settings.queue * SPAN_JSON_MAX);
    init_locks(tracer);
    tracer->sender = trace_sender_open(&tracer->settings, err);
    tracer->told_watch.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!tracer->sender || tracer->told_watch.fd < 0 ||
        !event_loop_watch(loop, &tracer->told_watch, EPOLLIN, err))
        return tracer->sender && tracer->told_watch.fd < 0
                   ? error_set_errno(err, "cannot create an eventfd")
                   : false;
    errno = pthread_create(&tracer->thread, NULL, run, tracer);
    tracer->has_thread = errno == 0;
    return tracer->has_thread || error_set_errno(err, "cannot start a thread");
}

void tracer_close(struct tracer *tracer)
{
    if (tracer->has_thread) {
        (void)pthread_mutex_lock(&tracer->mutex);
        tracer->closing = true;
        (void)pthread_cond_signal(&tracer->more);
        (void)pthread_mutex_unlock(&tracer->mutex);
        trace_sender_end_by(tracer->sender, clock_mono_ms() + CLOSE_MS);
        (void)pthread_join(tracer->thread, NULL);
    }
    if (tracer->settings.on) {
        int fd = tracer->told_watch.fd;
        event_loop_forget(tracer->loop, &tracer->told_watch);
        fd_close(&fd);
        trace_sender_close(tracer->sender);
        buf_free(&tracer->queue);
    }
    trace_settings_free(&tracer->settings);
    *tracer = (struct tracer){.has_thread = false};
}
