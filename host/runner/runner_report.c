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
    struct invocation *invocation; /* held */
    struct outcome outcome;        /* its body is the caller's, if that waits */
    int64_t duration_us;
    struct timer limit;
};

static void log_report(struct runner *runner, struct invocation *inv,
                       const struct outcome *outcome, int64_t duration_us)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    const struct platform_report report = {
        .request_id = inv->request_id,
        .duration_us = duration_us,
        .init_us = inv->init_us,
        .memory_mb = runner->function->manifest.memory_mb,
        .peak_kb = outcome->peak_kb,
        .status = outcome->status,
        .error_type = *outcome->error_type ? outcome->error_type : NULL,
    };

    if (platform_log_end(&line, inv->request_id))
        runner_log(runner, inv, line.data, line.size);
    buf_clear(&line);
    if (platform_log_report(&line, &report))
        runner_log(runner, inv, line.data, line.size);
}

void runner_notify_caller(struct invocation *inv, struct outcome *outcome)
{
    if (inv->sink_data)
        inv->sink->on_end(inv, outcome);
    inv->sink_data = NULL;
}

/* The report is part of what the caller is told, or nobody waits. */
static bool hears_last(const struct invocation *inv)
{
    return inv->wants_log_tail || inv->async;
}

static void conclude(struct runner *runner, struct invocation *inv,
                     struct outcome *outcome, int64_t duration_us)
{
    log_report(runner, inv, outcome, duration_us);
    runner_notify_caller(inv, outcome);
    invocation_unref(inv);
}

static void end(struct pending_report *closing)
{
    struct runner *runner = closing->lane;
    struct pending_report **at = &runner->pending_reports;

    /* What was printed before the runtime asked for more is the call's own. */
    runtime_process_drain(&runner->process);
    while (*at != closing)
        at = &(*at)->next;
    *at = closing->next;
    timer_clear(runner->context->loop, &closing->limit);
    conclude(runner, closing->invocation, &closing->outcome,
             closing->duration_us);
    buf_free(&closing->outcome.body);
    mem_free(closing);
}

static void over(void *self)
{
    end(self);
}

static bool put_off(struct runner *runner, struct invocation *inv,
                    struct outcome *outcome, int64_t duration_us)
{
    struct pending_report *closing = mem_new(1, sizeof *closing);
    struct pending_report **at = &runner->pending_reports;

    if (!closing)
        return false;
    *closing =
        (struct pending_report){.lane = runner,
                                .invocation = inv,
                                .outcome = *outcome,
                                .duration_us = duration_us,
                                .limit = {.on_fire = over, .self = closing}};
    outcome->body = (struct buf)BUF(0);
    while (*at)
        at = &(*at)->next;
    *at = closing;
    timer_set(runner->context->loop, &closing->limit, CLOSING_MS);
    return true;
}

void runner_report(struct runner *runner, struct invocation *inv,
                   struct outcome *outcome, int64_t duration_us)
{
    if (!hears_last(inv))
        runner_notify_caller(inv, outcome);
    if (!outcome->peak_follows || !put_off(runner, inv, outcome, duration_us))
        conclude(runner, inv, outcome, duration_us);
}

void runner_report_all(struct runner *runner)
{
    while (runner->pending_reports)
        end(runner->pending_reports);
}

void runner_note_peak(struct runner *runner, const char *told)
{
    size_t digits = told ? strspn(told, "0123456789") : 0;

    if (digits == 0 || digits > DIGITS_MAX || told[digits] != ' ')
        return;
    for (struct pending_report *at = runner->pending_reports; at;
         at = at->next) {
        if (strcmp(at->invocation->request_id, told + digits + 1) != 0)
            continue;
        long peak_kb = strtol(told, NULL, 10);
        at->outcome.peak_kb = peak_kb > 0 ? peak_kb : -1;
        end(at);
        return;
    }
}

struct invocation *runner_report_pending(const struct runner *runner,
                                         const char *line, size_t size)
{
    const struct pending_report *at = runner->pending_reports;

    while (runner_is_concurrent(runner) && at &&
           !memmem(line, size, at->invocation->request_id, UUID_SIZE - 1))
        at = at->next;
    return at ? at->invocation : NULL;
}

bool runner_drop_pending_report(struct runner *runner,
                                const struct invocation *inv)
{
    for (const struct pending_report *at = runner->pending_reports; at;
         at = at->next) {
        if (at->invocation != inv)
            continue;
        at->invocation->sink_data = NULL;
        return true;
    }
    return false;
}
