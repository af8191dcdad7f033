/* host/runtime/platform_event - the platform's records in JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <string.h>

#include "common/compiler.h"
#include "host/runtime/platform_event.h"

/* 2026-11-29T00:00:00.123Z */
enum { NOW_S = 1795910400 };
static const int64_t now_ms = (int64_t)NOW_S * 1000 + 123;

#define TIME "{\"time\":\"2026-11-29T00:00:00.123Z\",\"type\":\"platform."

static struct system_log log_of(const char *level)
{
    struct system_log log;

    system_log_read(&log, "JSON", level);
    return log;
}

static void expect(struct buf *line, const char *text)
{
    json_t *read;

    if (*text) {
        read = json_loadb(line->data, line->size, 0, NULL);
        assert_non_null(read);
        json_decref(read);
        assert_string_equal(line->data, text);
    }
    assert_int_equal(line->size, strlen(text));
    buf_clear(line);
}

static void records_have_the_members_of_aws(void **state)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    const struct system_log log = log_of("DEBUG");
    const struct platform_start start = {
        .request_id = "id", .arn = "arn:\"a\"", .version = "$LATEST"};
    struct platform_init init = {.type = "on-demand", .duration_us = 173778};
    struct platform_report report = {.request_id = "id",
                                     .ended_ms = now_ms,
                                     .duration_us = 11185,
                                     .init_us = -1,
                                     .memory_mb = 128,
                                     .peak_kb = -1,
                                     .produced_bytes = 40};

    (void)state;
    assert_true(
        platform_event_init_start(&line, &log, now_ms, &init, "f", "7"));
    expect(&line, TIME
           "initStart\",\"record\":{\"initializationType\":\"on-demand\","
           "\"phase\":\"init\",\"functionName\":\"f\",\"functionVersion\":"
           "\"7\"}}");
    assert_true(platform_event_init_done(&line, &log, now_ms, &init));
    expect(&line, TIME
           "initRuntimeDone\",\"record\":{\"initializationType\":"
           "\"on-demand\",\"phase\":\"init\",\"status\":\"success\"}}");
    init.status = "error";
    init.error_type = "Runtime.ExitError";
    assert_true(platform_event_init_report(&line, &log, now_ms, &init));
    expect(&line, TIME
           "initReport\",\"record\":{\"initializationType\":\"on-demand\","
           "\"phase\":\"init\",\"status\":\"error\",\"errorType\":"
           "\"Runtime.ExitError\",\"metrics\":{\"durationMs\":173.778}}}");
    assert_true(platform_event_start(&line, &log, now_ms, &start));
    expect(&line, TIME
           "start\",\"record\":{\"requestId\":\"id\",\"functionArn\":"
           "\"arn:\\\"a\\\"\",\"version\":\"$LATEST\"}}");
    assert_true(platform_event_runtime_done(&line, &log, &report));
    expect(&line, TIME
           "runtimeDone\",\"record\":{\"requestId\":\"id\",\"status\":"
           "\"success\",\"metrics\":{\"durationMs\":11.185,"
           "\"producedBytes\":40}}}");
    assert_true(platform_event_report(&line, &log, now_ms, &report));
    expect(&line, TIME
           "report\",\"record\":{\"requestId\":\"id\",\"metrics\":"
           "{\"durationMs\":11.185,\"billedDurationMs\":12,"
           "\"memorySizeMB\":128},\"status\":\"success\"}}");
    report.init_us = 174050;
    report.peak_kb = 1025;
    report.duration_us = 3000000;
    report.status = "timeout";
    report.error_type = "Sandbox.Timedout";
    assert_true(platform_event_report(&line, &log, now_ms, &report));
    expect(&line, TIME
           "report\",\"record\":{\"requestId\":\"id\",\"metrics\":"
           "{\"durationMs\":3000.0,\"billedDurationMs\":3000,"
           "\"memorySizeMB\":128,\"maxMemoryUsedMB\":2,\"initDurationMs\":"
           "174.05},\"status\":\"timeout\"}}");
}

/* AWS's table "System log level event mapping". */
static void each_record_has_the_level_of_aws(void **state)
{
    static const char *const levels[] = {"DEBUG", "INFO", "WARN"};
    static const struct {
        const char *type, *status;
        /* The most quiet level at which it is there, as in `levels`. */
        size_t done, init_report, runtime_done, report;
    } rows[] = {
        {"on-demand", NULL, 0, 0, 0, 1},
        {"provisioned-concurrency", NULL, 0, 1, 0, 1},
        {"on-demand", "error", 2, 2, 2, 2},
        {"provisioned-concurrency", "timeout", 2, 2, 2, 2},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows) * COUNT(levels); i++) {
        size_t at = i % COUNT(levels), row = i / COUNT(levels);
        const struct system_log log = log_of(levels[at]);
        const struct platform_init init = {.type = rows[row].type,
                                           .status = rows[row].status};
        const struct platform_report report = {.request_id = "id",
                                               .status = rows[row].status};
        const struct platform_start start = {
            .request_id = "id", .arn = "", .version = "1"};
        struct buf lines[6];
        const size_t most[] = {0, rows[row].done,         rows[row].init_report,
                               1, rows[row].runtime_done, rows[row].report};
        for (size_t n = 0; n < COUNT(lines); n++)
            lines[n] = (struct buf)BUF(1024);
        assert_true(
            platform_event_init_start(&lines[0], &log, 0, &init, "f", "1") &&
            platform_event_init_done(&lines[1], &log, 0, &init) &&
            platform_event_init_report(&lines[2], &log, 0, &init) &&
            platform_event_start(&lines[3], &log, 0, &start) &&
            platform_event_runtime_done(&lines[4], &log, &report) &&
            platform_event_report(&lines[5], &log, 0, &report));
        for (size_t n = 0; n < COUNT(lines); n++) {
            assert_int_equal(lines[n].size > 0, at <= most[n]);
            buf_free(&lines[n]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_have_the_members_of_aws),
        cmocka_unit_test(each_record_has_the_level_of_aws),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
