/* runner_report.c - how a call that is over is told: to its caller, and as END
 * and REPORT in the log. */
#include "host/runner/runner.h"

#include <stdlib.h>
#include <string.h>

#include "host/runner/runner_internal.h"
#include "host/runtime/platform_log.h"

/* So long a report waits for the peak memory that the runtime has promised. */
enum { CLOSING_MS = 1000, DIGITS_MAX = 12 };

struct pending_report {
    struct pending_report *next;
    struct runner *lane;
    struct invocation *call; /* held */
    struct outcome outcome;  /* its body is the caller's, if that waits */
    int64_t duration_us;
    struct timer limit;
};

static void log_report(struct runner *l, struct invocation *c,
                       const struct outcome *o, int64_t duration_us)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    const struct platform_report report = {
        .request_id = c->request_id,
        .duration_us = duration_us,
        .init_us = c->init_us,
        .memory_mb = l->fn->manifest.memory_mb,
        .peak_kb = o->peak_kb,
        .status = o->status,
        .error_type = *o->error_type ? o->error_type : NULL,
    };

    if (platform_log_end(&line, c->request_id))
        runner_log(l, c, line.data, line.size);
    buf_clear(&line);
    if (platform_log_report(&line, &report))
        runner_log(l, c, line.data, line.size);
}

void runner_notify_caller(struct invocation *c, struct outcome *o)
{
    if (c->listener)
        c->audience->end(c, o);
    c->listener = NULL;
}

/* The report is part of what the caller is told, or nobody waits. */
static bool hears_last(const struct invocation *c)
{
    return c->wants_tail || c->unattended;
}

static void conclude(struct runner *l, struct invocation *c, struct outcome *o,
                     int64_t duration_us)
{
    log_report(l, c, o, duration_us);
    runner_notify_caller(c, o);
    invocation_unref(c);
}

static void end(struct pending_report *closing)
{
    struct runner *l = closing->lane;
    struct pending_report **at = &l->closings;

    /* What was printed before the runtime asked for more is the call's own. */
    runtime_process_drain(&l->stage);
    while (*at != closing)
        at = &(*at)->next;
    *at = closing->next;
    timer_clear(l->house->loop, &closing->limit);
    conclude(l, closing->call, &closing->outcome, closing->duration_us);
    buf_free(&closing->outcome.body);
    mem_free(closing);
}

static void over(void *self)
{
    end(self);
}

static bool put_off(struct runner *l, struct invocation *c, struct outcome *o,
                    int64_t duration_us)
{
    struct pending_report *closing = mem_new(1, sizeof *closing);
    struct pending_report **at = &l->closings;

    if (!closing)
        return false;
    *closing =
        (struct pending_report){.lane = l,
                                .call = c,
                                .outcome = *o,
                                .duration_us = duration_us,
                                .limit = {.fire = over, .self = closing}};
    o->body = (struct buf)BUF(0);
    while (*at)
        at = &(*at)->next;
    *at = closing;
    timer_set(l->house->loop, &closing->limit, CLOSING_MS);
    return true;
}

void runner_report(struct runner *l, struct invocation *c, struct outcome *o,
                   int64_t duration_us)
{
    if (!hears_last(c))
        runner_notify_caller(c, o);
    if (!o->peak_follows || !put_off(l, c, o, duration_us))
        conclude(l, c, o, duration_us);
}

void runner_report_all(struct runner *l)
{
    while (l->closings)
        end(l->closings);
}

void runner_note_peak(struct runner *l, const char *told)
{
    size_t digits = told ? strspn(told, "0123456789") : 0;

    if (digits == 0 || digits > DIGITS_MAX || told[digits] != ' ')
        return;
    for (struct pending_report *at = l->closings; at; at = at->next) {
        if (strcmp(at->call->request_id, told + digits + 1) != 0)
            continue;
        long peak_kb = strtol(told, NULL, 10);
        at->outcome.peak_kb = peak_kb > 0 ? peak_kb : -1;
        end(at);
        return;
    }
}

struct invocation *runner_report_pending(const struct runner *l,
                                         const char *line, size_t size)
{
    const struct pending_report *at = l->closings;

    while (runner_is_concurrent(l) && at &&
           !memmem(line, size, at->call->request_id, UUID_SIZE - 1))
        at = at->next;
    return at ? at->call : NULL;
}

bool runner_drop_pending_report(struct runner *l, const struct invocation *c)
{
    for (const struct pending_report *at = l->closings; at; at = at->next) {
        if (at->call != c)
            continue;
        at->call->listener = NULL;
        return true;
    }
    return false;
}
