#include "host/runtime/platform_event.h"

#include <string.h>

#include "common/clock.h"
#include "common/json/json_string.h"

static bool begin(struct buf *out, int64_t now_ms, const char *type)
{
    char time[CLOCK_TEXT_SIZE];

    clock_text(now_ms, time);
    return buf_printf(out,
                      "{\"time\":\"%s\",\"type\":\"platform.%s\",\"record\":{",
                      time, type);
}

static bool add_text(struct buf *out, const char *before, const char *text)
{
    return buf_add_str(out, before) && json_add_string(out, text, strlen(text));
}

/* Milliseconds with three decimals at most, and one at least. */
static bool add_ms(struct buf *out, const char *before, int64_t us)
{
    long long ms = us / 1000;
    int rest = (int)(us % 1000);

    if (rest % 100 == 0)
        return buf_printf(out, "%s%lld.%d", before, ms, rest / 100);
    if (rest % 10 == 0)
        return buf_printf(out, "%s%lld.%02d", before, ms, rest / 10);
    return buf_printf(out, "%s%lld.%03d", before, ms, rest);
}

/* A timeout has no type. */
static bool add_status(struct buf *out, const char *status,
                       const char *error_type)
{
    return add_text(out, "\"status\":", status ? status : "success") &&
           (!status || !error_type || !strcmp(status, "timeout") ||
            add_text(out, ",\"errorType\":", error_type));
}

static bool add_init(struct buf *out, const struct platform_init *init)
{
    return add_text(out, "\"initializationType\":", init->type) &&
           buf_add_str(out, ",\"phase\":\"init\",");
}

static enum system_level level_of(const char *status, enum system_level success)
{
    return status ? SYSTEM_LOG_WARN : success;
}

/* Without a runtimeVersion, as of functions that bring their own runtime. */
bool platform_event_init_start(struct buf *out, const struct system_log *log,
                               int64_t now_ms, const struct platform_init *init,
                               const char *function, const char *version)
{
    return !system_log_takes(log, SYSTEM_LOG_DEBUG) ||
           (begin(out, now_ms, "initStart") && add_init(out, init) &&
            add_text(out, "\"functionName\":", function) &&
            add_text(out, ",\"functionVersion\":", version) &&
            buf_add_str(out, "}}"));
}

bool platform_event_init_done(struct buf *out, const struct system_log *log,
                              int64_t now_ms, const struct platform_init *init)
{
    return !system_log_takes(log, level_of(init->status, SYSTEM_LOG_DEBUG)) ||
           (begin(out, now_ms, "initRuntimeDone") && add_init(out, init) &&
            add_status(out, init->status, init->error_type) &&
            buf_add_str(out, "}}"));
}

bool platform_event_init_report(struct buf *out, const struct system_log *log,
                                int64_t now_ms,
                                const struct platform_init *init)
{
    enum system_level success = strcmp(init->type, "on-demand") != 0
                                    ? SYSTEM_LOG_INFO
                                    : SYSTEM_LOG_DEBUG;

    return !system_log_takes(log, level_of(init->status, success)) ||
           (begin(out, now_ms, "initReport") && add_init(out, init) &&
            add_status(out, init->status, init->error_type) &&
            add_ms(out, ",\"metrics\":{\"durationMs\":", init->duration_us) &&
            buf_add_str(out, "}}}"));
}

bool platform_event_start(struct buf *out, const struct system_log *log,
                          int64_t now_ms, const struct platform_start *start)
{
    return !system_log_takes(log, SYSTEM_LOG_INFO) ||
           (begin(out, now_ms, "start") &&
            add_text(out, "\"requestId\":", start->request_id) &&
            add_text(out, ",\"functionArn\":", start->arn) &&
            add_text(out, ",\"version\":", start->version) &&
            buf_add_str(out, "}}"));
}

bool platform_event_runtime_done(struct buf *out, const struct system_log *log,
                                 const struct platform_report *report)
{
    enum system_level level = level_of(report->status, SYSTEM_LOG_DEBUG);

    return !system_log_takes(log, level) ||
           (begin(out, report->ended_ms, "runtimeDone") &&
            add_text(out, "\"requestId\":", report->request_id) &&
            buf_add_str(out, ",") &&
            add_status(out, report->status, report->error_type) &&
            add_ms(out, ",\"metrics\":{\"durationMs\":", report->duration_us) &&
            buf_printf(out, ",\"producedBytes\":%llu}}}",
                       (unsigned long long)report->produced_bytes));
}

bool platform_event_report(struct buf *out, const struct system_log *log,
                           int64_t now_ms, const struct platform_report *report)
{
    enum system_level level = level_of(report->status, SYSTEM_LOG_INFO);

    if (!system_log_takes(log, level))
        return true;
    bool ok =
        begin(out, now_ms, "report") &&
        add_text(out, "\"requestId\":", report->request_id) &&
        add_ms(out, ",\"metrics\":{\"durationMs\":", report->duration_us) &&
        buf_printf(out, ",\"billedDurationMs\":%lld,\"memorySizeMB\":%u",
                   platform_log_billed_ms(report), report->memory_mb);
    if (ok && report->peak_kb >= 0)
        ok = buf_printf(out, ",\"maxMemoryUsedMB\":%ld",
                        platform_log_peak_mb(report));
    if (ok && report->init_us >= 0)
        ok = add_ms(out, ",\"initDurationMs\":", report->init_us);
    return ok && buf_add_str(out, "},") &&
           add_status(out, report->status, report->error_type) &&
           buf_add_str(out, "}}");
}
