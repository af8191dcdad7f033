/* runner_report.c - how a call that is over is told: to its caller, and as END
 * and REPORT in the log. */
#include "host/runner/runner.h"

#include <stdlib.h>
#include <string.h>

#include "host/runner/runner_internal.h"
#include "host/runtime/platform_log.h"

/* So long a report waits for the peak memory that the runtime has promised. */
enum { CLOSING_MS = 1000, DIGITS_MOST = 12 };

struct closing {
    struct closing *next;
    struct lane *lane;
    struct call *call;      /* held */
    struct outcome outcome; /* its body is the caller's, if that waits */
    int64_t duration_us;
    struct timer limit;
};

static void log_report(struct lane *l, struct call *c, const struct outcome *o,
                       int64_t duration_us)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    const struct report report = {
        .request_id = c->request_id,
        .duration_us = duration_us,
        .init_us = c->init_us,
        .memory_mb = l->fn->manifest.memory_mb,
        .peak_kb = o->peak_kb,
        .status = o->status,
        .error_type = *o->error_type ? o->error_type : NULL,
    };

    if (report_end(&line, c->request_id))
        lane_log(l, c, line.data, line.size);
    buf_clear(&line);
    if (report_line(&line, &report))
        lane_log(l, c, line.data, line.size);
}

void lane_tell(struct call *c, struct outcome *o)
{
    if (c->listener)
        c->audience->end(c, o);
    c->listener = NULL;
}

/* The report is part of what the caller is told, or nobody waits. */
static bool hears_last(const struct call *c)
{
    return c->wants_tail || c->unattended;
}

static void conclude(struct lane *l, struct call *c, struct outcome *o,
                     int64_t duration_us)
{
    log_report(l, c, o, duration_us);
    lane_tell(c, o);
    call_release(c);
}

static void end(struct closing *closing)
{
    struct lane *l = closing->lane;
    struct closing **at = &l->closings;

    /* What was printed before the runtime asked for more is the call's own. */
    stage_drain(&l->stage);
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

static bool put_off(struct lane *l, struct call *c, struct outcome *o,
                    int64_t duration_us)
{
    struct closing *closing = mem_new(1, sizeof *closing);
    struct closing **at = &l->closings;

    if (!closing)
        return false;
    *closing = (struct closing){.lane = l,
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

void lane_conclude(struct lane *l, struct call *c, struct outcome *o,
                   int64_t duration_us)
{
    if (!hears_last(c))
        lane_tell(c, o);
    if (!o->peak_follows || !put_off(l, c, o, duration_us))
        conclude(l, c, o, duration_us);
}

void lane_conclude_all(struct lane *l)
{
    while (l->closings)
        end(l->closings);
}

void lane_hear_peak(struct lane *l, const char *told)
{
    size_t digits = told ? strspn(told, "0123456789") : 0;

    if (digits == 0 || digits > DIGITS_MOST || told[digits] != ' ')
        return;
    for (struct closing *at = l->closings; at; at = at->next) {
        if (strcmp(at->call->request_id, told + digits + 1) != 0)
            continue;
        long peak_kb = strtol(told, NULL, 10);
        at->outcome.peak_kb = peak_kb > 0 ? peak_kb : -1;
        end(at);
        return;
    }
}

struct call *lane_concluding(const struct lane *l, const char *line,
                             size_t size)
{
    const struct closing *at = l->closings;

    while (lane_is_wide(l) && at &&
           !memmem(line, size, at->call->request_id, UUID_SIZE - 1))
        at = at->next;
    return at ? at->call : NULL;
}

bool lane_drop_concluded(struct lane *l, const struct call *c)
{
    for (const struct closing *at = l->closings; at; at = at->next) {
        if (at->call != c)
            continue;
        at->call->listener = NULL;
        return true;
    }
    return false;
}
