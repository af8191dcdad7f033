#include "host/metrics/function_stats.h"

#include <string.h>

#include "common/compiler.h"

static const struct row {
    const char *type; /* or its beginning, if it ends in a dot */
    enum call_error error;
} rows[] = {
    {"Sandbox.Timedout", CALL_ERROR_TIMEOUT},
    {"Sandbox.", CALL_ERROR_HOST},
    {"Runtime.OutOfMemory", CALL_ERROR_OUT_OF_MEMORY},
    {"Runtime.CpuLimitExceeded", CALL_ERROR_LIMIT},
    {"Runtime.ScratchLimitExceeded", CALL_ERROR_LIMIT},
    {"Runtime.FileSizeLimitExceeded", CALL_ERROR_LIMIT},
    {"Runtime.ExitError", CALL_ERROR_EXIT},
    {"Runtime.NoResult", CALL_ERROR_EXIT},
    {"Runtime.HandlerNotFound", CALL_ERROR_START},
    {"Runtime.ImportModuleError", CALL_ERROR_START},
    {"Runtime.UserCodeSyntaxError", CALL_ERROR_START},
    {"Runtime.MalformedHandlerName", CALL_ERROR_START},
    {"Runtime.InvalidEntrypoint", CALL_ERROR_START},
    {"Runtime.InvalidTaskConfig", CALL_ERROR_START},
    {"Runtime.MarshalError", CALL_ERROR_RESPONSE},
    {"Runtime.TruncatedResponse", CALL_ERROR_RESPONSE},
    {"Runtime.InvalidResponseModeHeader", CALL_ERROR_RESPONSE},
    {"Function.ResponseSizeTooLarge", CALL_ERROR_RESPONSE},
};

static bool matches(const char *type, const char *row)
{
    size_t size = strlen(row);

    return row[size - 1] == '.' ? !strncmp(type, row, size)
                                : !strcmp(type, row);
}

static enum call_error error_of(const struct ended_call *call)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        if (matches(call->error_type, rows[i].type))
            return rows[i].error;
    return call->dispatched ? CALL_ERROR_FUNCTION : CALL_ERROR_START;
}

static enum call_start start_of(const struct ended_call *call)
{
    if (call->started)
        return CALL_START_COLD;
    return call->loaded ? CALL_START_LOAD : CALL_START_WARM;
}

void function_stats_call(struct function_stats *stats,
                         const struct ended_call *call)
{
    struct function_counts *counts;

    if (!stats)
        return;
    counts = &stats->counts;
    counts->calls++;
    if (call->error_type)
        counts->errors[error_of(call)]++;
    if (call->init_us >= 0)
        histogram_observe(&counts->init, &histogram_start_bounds,
                          call->init_us);
    if (!call->dispatched)
        return;
    counts->starts[start_of(call)]++;
    histogram_observe(&counts->wait, &histogram_start_bounds, call->wait_us);
    histogram_observe(&counts->duration, &histogram_call_bounds,
                      call->duration_us);
}

void function_stats_peak(struct function_stats *stats, int64_t peak_kb)
{
    if (stats && peak_kb > stats->peak_kb)
        stats->peak_kb = peak_kb;
}

void function_stats_throttle(struct function_stats *stats,
                             enum throttle_reason reason)
{
    if (stats)
        stats->counts.throttles[reason]++;
}

void function_stats_process(struct function_stats *stats, bool started)
{
    if (!stats)
        return;
    if (started)
        stats->counts.processes++;
    else
        stats->counts.failed_starts++;
}

const char *call_error_word(size_t which)
{
    static const char *const words[CALL_ERRORS] = {
        [CALL_ERROR_FUNCTION] = "function",
        [CALL_ERROR_TIMEOUT] = "timeout",
        [CALL_ERROR_OUT_OF_MEMORY] = "out_of_memory",
        [CALL_ERROR_LIMIT] = "limit",
        [CALL_ERROR_EXIT] = "exit",
        [CALL_ERROR_START] = "start",
        [CALL_ERROR_RESPONSE] = "response",
        [CALL_ERROR_HOST] = "host"};

    return words[which];
}

const char *call_start_word(size_t which)
{
    static const char *const words[CALL_STARTS] = {[CALL_START_COLD] = "cold",
                                                   [CALL_START_LOAD] = "load",
                                                   [CALL_START_WARM] = "warm"};

    return words[which];
}

const char *throttle_reason_word(size_t which)
{
    static const char *const words[THROTTLE_REASONS] = {
        [THROTTLE_QUEUE] = "queue_full",
        [THROTTLE_RESERVED] = "reserved_concurrency",
        [THROTTLE_STOPPING] = "stopping"};

    return words[which];
}

const char *event_result_word(size_t which)
{
    static const char *const words[EVENT_RESULTS] = {
        [EVENT_RESULT_DONE] = "done",
        [EVENT_RESULT_RETRY] = "retry",
        [EVENT_RESULT_DESTINATION] = "destination",
        [EVENT_RESULT_DEAD_LETTER] = "dead_letter"};

    return words[which];
}
