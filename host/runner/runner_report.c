#include "host/runner/runner_report.h"

#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "host/base/log_writer.h"
#include "host/metrics/function_stats.h"
#include "host/runner/runner_executions.h"
#include "host/runtime/platform_event.h"
#include "host/runtime/platform_log.h"
#include "host/runtime/recent_calls.h"
#include "host/tracing/tracer.h"

enum {
    PEAK_WAIT_MS =
        1000, /* for the peak memory that the runtime has announced */
    DIGITS_MAX = 12,
};

struct pending_report {
    struct pending_report *next;
    struct runner *runner;
    struct invocation *invocation; /* owned reference */
    struct outcome outcome;        /* its body is for a caller that waits */
    int64_t duration_us;
    struct timer timer;
};

static const char *what_of(const struct invocation *inv)
{
    if (*inv->what)
        return inv->what;
    if (inv->async)
        return "event";
    return inv->sink && inv->sink->on_start ? "stream" : "invoke";
}

void runner_report_start(struct runner *runner, struct invocation *inv)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    const struct function *fn = runner->function;
    const struct platform_start start = {
        .request_id = inv->request_id, .arn = inv->arn, .version = fn->version};

    if (fn->system_log.is_json ? platform_event_start(&line, &fn->system_log,
                                                      clock_wall_ms(), &start)
                               : platform_log_start(&line, &start))
        runner_log_platform(runner, inv, &line);
    recent_calls_begin(runner->context->calls, inv, fn->name, fn->version,
                       what_of(inv));
}

static void log_call(struct runner *runner, const struct invocation *inv,
                     const struct platform_report *report)
{
    AUTO(struct buf, buf_free) text = BUF(2048);
    const struct call_log *log = &runner->context->call_log;
    const struct call_line line = {
        .now_ms = clock_wall_ms(),
        .function = runner->function->name,
        .what = what_of(inv),
        .url_status = inv->url_status,
        .failure = report->status,
        .error_type = report->error_type ? report->error_type : "",
        .duration_us = report->duration_us,
        .init_us = report->init_us,
        .peak_kb = report->peak_kb,
    };

    if (log->mode == CALL_LOG_LINE && call_line_add(&text, &line, log->colours))
        log_writer_visible(runner->context->log, text.data, text.size);
}

/* A package that is missing has just been told by its name alone. */
static void log_packages(struct runner *runner, struct invocation *inv,
                         const struct outcome *outcome)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    const char *text = runner->function->packages;

    if (text && !strcmp(outcome->error_type, "Runtime.ImportModuleError") &&
        buf_printf(&line, "dayfly: %s", text))
        runner_log(runner, inv, line.data, line.size);
}

static void log_report(struct runner *runner, struct invocation *inv,
                       const struct platform_report *report)
{
    AUTO(struct buf, buf_free) end = BUF(1024);
    AUTO(struct buf, buf_free) line = BUF(1024);
    const struct system_log *log = &runner->function->system_log;

    if (log->is_json ? platform_event_runtime_done(&end, log, report)
                     : platform_log_end(&end, inv->request_id))
        runner_log_platform(runner, inv, &end);
    if (log->is_json
            ? platform_event_report(&line, log, clock_wall_ms(), report)
            : platform_log_report(&line, report))
        runner_log_platform(runner, inv, &line);
}

static void log_end(struct runner *runner, struct invocation *inv,
                    const struct outcome *outcome, int64_t duration_us)
{
    const struct platform_report report = {
        .request_id = inv->request_id,
        .ended_ms = clock_wall_ms() - (clock_mono_us() - inv->ended_us) / 1000,
        .duration_us = duration_us,
        .init_us = inv->init_us,
        .memory_mb = runner->function->manifest.memory_mb,
        .peak_kb = outcome->peak_kb,
        .status = outcome->status,
        .error_type = *outcome->error_type ? outcome->error_type : NULL,
        .produced_bytes = outcome->produced_bytes,
    };

    recent_calls_peak(runner->context->calls, inv, outcome->peak_kb);
    log_packages(runner, inv, outcome);
    log_report(runner, inv, &report);
    log_call(runner, inv, &report);
}

void runner_notify_caller(struct invocation *inv, struct outcome *outcome)
{
    if (inv->sink_data)
        inv->sink->on_end(inv, outcome);
    inv->sink_data = NULL;
}

/* An async invocation is over, and a log tail is complete, with the REPORT
 * line. */
static bool waits_for_report(const struct invocation *inv)
{
    return inv->wants_log_tail || inv->async;
}

static void add_span(struct runner *runner, const struct invocation *inv,
                     const struct outcome *outcome, int64_t duration_us)
{
    int64_t wall_us = clock_wall_us() - clock_mono_us();
    char method[INVOCATION_WHAT_SIZE] = "";
    const char *path = strchr(inv->what, ' ');
    const struct call_span call = {
        .context = &inv->trace,
        .function = runner->function->name,
        .version = runner->function->version,
        .arn = inv->arn,
        .request_id = inv->request_id,
        .method = path ? method : NULL,
        .path = path ? path + 1 : NULL,
        .http_status = inv->url_status,
        .error = outcome->failed ? outcome->error_type : NULL,
        .is_event = inv->async,
        .memory_mb = runner->function->manifest.memory_mb,
        .arrived_us = wall_us + inv->arrived_us,
        .ended_us = wall_us + inv->ended_us,
        .duration_us = *inv->deadline ? duration_us : -1,
        .init_us = inv->init_us};

    (void)snprintf(method, sizeof method, "%.*s",
                   path ? (int)(path - inv->what) : 0, inv->what);
    tracer_add(runner->context->tracer, &call);
}

static void complete(struct runner *runner, struct invocation *inv,
                     struct outcome *outcome, int64_t duration_us)
{
    log_end(runner, inv, outcome, duration_us);
    if (tracer_is_on(runner->context->tracer))
        add_span(runner, inv, outcome, duration_us);
    function_stats_peak(runner->pool->stats, outcome->peak_kb);
    runner_notify_caller(inv, outcome);
    invocation_unref(inv);
}

static void complete_pending(struct pending_report *report)
{
    struct runner *runner = report->runner;
    struct pending_report **at = &runner->pending_reports;

    /* Lines printed before the runtime asked for its next event belong to this
     * invocation. */
    runtime_process_drain(&runner->process);
    while (*at != report)
        at = &(*at)->next;
    *at = report->next;
    timer_clear(runner->context->loop, &report->timer);
    complete(runner, report->invocation, &report->outcome, report->duration_us);
    buf_free(&report->outcome.body);
    mem_free(report);
}

static void wait_is_over(void *self)
{
    complete_pending(self);
}

/* False: out of memory. */
static bool postpone(struct runner *runner, struct invocation *inv,
                     struct outcome *outcome, int64_t duration_us)
{
    struct pending_report *report = mem_new(1, sizeof *report);
    struct pending_report **at = &runner->pending_reports;

    if (!report)
        return false;
    *report = (struct pending_report){
        .runner = runner,
        .invocation = inv,
        .outcome = *outcome,
        .duration_us = duration_us,
        .timer = {.on_fire = wait_is_over, .self = report}};
    outcome->body = (struct buf)BUF(0);
    while (*at)
        at = &(*at)->next;
    *at = report;
    timer_set(runner->context->loop, &report->timer, PEAK_WAIT_MS);
    return true;
}

void runner_report(struct runner *runner, struct invocation *inv,
                   struct outcome *outcome, int64_t duration_us)
{
    recent_calls_end(runner->context->calls, inv, outcome, duration_us);
    if (!waits_for_report(inv))
        runner_notify_caller(inv, outcome);
    if (!outcome->peak_follows || !postpone(runner, inv, outcome, duration_us))
        complete(runner, inv, outcome, duration_us);
}

void runner_report_all(struct runner *runner)
{
    while (runner->pending_reports)
        complete_pending(runner->pending_reports);
}

void runner_note_peak(struct runner *runner, const char *text)
{
    size_t digits = text ? strspn(text, "0123456789") : 0;

    if (digits == 0 || digits > DIGITS_MAX || text[digits] != ' ')
        return;
    for (struct pending_report *at = runner->pending_reports; at;
         at = at->next) {
        if (strcmp(at->invocation->request_id, text + digits + 1) != 0)
            continue;
        long peak_kb = strtol(text, NULL, 10);
        at->outcome.peak_kb = peak_kb > 0 ? peak_kb : -1;
        complete_pending(at);
        return;
    }
}

static bool names(const char *line, size_t size, const struct invocation *inv)
{
    return memmem(line, size, inv->request_id, UUID_SIZE - 1) != NULL;
}

/* Until the runtime asks for its next event, it prints for the last one. */
static struct invocation *pending_of_line(const struct runner *runner,
                                          const char *line, size_t size)
{
    const struct pending_report *at = runner->pending_reports;

    while (runner_is_concurrent(runner) && at &&
           !names(line, size, at->invocation))
        at = at->next;
    return at ? at->invocation : NULL;
}

static struct invocation *running_of_line(const struct runner *runner,
                                          const char *line, size_t size)
{
    struct invocation *only = NULL;
    size_t count = 0;

    for (size_t i = 0; i < runner->execution_count; i++) {
        struct invocation *inv = runner->executions[i].invocation;
        if (!inv)
            continue;
        if (runner_is_concurrent(runner) && names(line, size, inv))
            return inv;
        only = inv;
        count++;
    }
    return count == 1 ? only : NULL;
}

void runner_on_line(void *self, const char *line, size_t size)
{
    struct invocation *inv = pending_of_line(self, line, size);

    runner_log(self, inv ? inv : running_of_line(self, line, size), line, size);
}
