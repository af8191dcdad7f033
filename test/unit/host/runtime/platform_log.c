/* host/runtime/platform_log - the platform's log lines and error messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/wait.h>

#include "common/compiler.h"
#include "host/runtime/platform_log.h"

static void a_report_leaves_out_what_is_not_known(void **state)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    struct platform_report report = {.request_id = "id",
                                     .duration_us = 4560,
                                     .init_us = -1,
                                     .memory_mb = 128,
                                     .peak_kb = -1};

    (void)state;
    assert_true(platform_log_report(&line, &report));
    assert_string_equal(line.data,
                        "REPORT RequestId: id\tDuration: 4.56 ms\t"
                        "Billed Duration: 5 ms\tMemory Size: 128 MB\t");
    report.init_us = 1230;
    report.peak_kb = 1025;
    report.status = "error";
    report.error_type = "Runtime.ExitError";
    buf_clear(&line);
    assert_true(platform_log_report(&line, &report));
    assert_string_equal(line.data,
                        "REPORT RequestId: id\tDuration: 4.56 ms\t"
                        "Billed Duration: 5 ms\tMemory Size: 128 MB\t"
                        "Max Memory Used: 2 MB\tInit Duration: 1.23 ms\t"
                        "Status: error\tError Type: Runtime.ExitError\t");
}

static void the_billed_duration_is_rounded_up(void **state)
{
    static const struct {
        int64_t us;
        const char *billed;
    } rows[] = {{0, "Billed Duration: 0 ms"},
                {1, "Billed Duration: 1 ms"},
                {1000, "Billed Duration: 1 ms"},
                {1001, "Billed Duration: 2 ms"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct buf, buf_free) line = BUF(1024);
        struct platform_report report = {.request_id = "",
                                         .duration_us = rows[i].us};
        assert_true(platform_log_report(&line, &report));
        assert_non_null(strstr(line.data, rows[i].billed));
    }
}

static void exit_statuses_and_signals_are_named(void **state)
{
    static const struct {
        int code, status;
        const char *text;
    } rows[] = {
        {CLD_EXITED, 0, "Runtime exited without providing a reason"},
        {CLD_EXITED, 1, "Runtime exited with error: exit status 1"},
        {CLD_EXITED, 255, "Runtime exited with error: exit status 255"},
        {CLD_KILLED, SIGKILL, "Runtime exited with error: signal: killed"},
        {CLD_DUMPED, SIGSEGV,
         "Runtime exited with error: signal: segmentation fault"},
        {CLD_KILLED, 40, "Runtime exited with error: signal: signal 40"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        siginfo_t death = {.si_code = rows[i].code};
        char text[EXIT_TEXT_SIZE];
        death.si_status = rows[i].status;
        platform_log_exit(text, &death);
        assert_string_equal(text, rows[i].text);
    }
}

static void a_timeout_is_given_in_seconds(void **state)
{
    char text[EXIT_TEXT_SIZE];

    (void)state;
    platform_log_timeout(text, 900);
    assert_string_equal(text, "Task timed out after 900.00 seconds");
}

static void a_size_limit_is_given_in_bytes(void **state)
{
    char text[TOO_LARGE_TEXT_SIZE];

    (void)state;
    platform_log_too_large(text, 6291556);
    assert_string_equal(text,
                        "Response payload size exceeded maximum allowed "
                        "payload size (6291556 bytes).");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_leaves_out_what_is_not_known),
        cmocka_unit_test(the_billed_duration_is_rounded_up),
        cmocka_unit_test(exit_statuses_and_signals_are_named),
        cmocka_unit_test(a_timeout_is_given_in_seconds),
        cmocka_unit_test(a_size_limit_is_given_in_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
