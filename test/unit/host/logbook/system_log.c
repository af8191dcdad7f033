/* host/logbook/system_log - what the platform writes, by LoggingConfig. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "host/logbook/system_log.h"

static void levels_count_in_json_only(void **state)
{
    static const struct {
        const char *format, *level, *told;
        bool debug, info, warn;
    } rows[] = {
        {"", "", "INFO", false, false, false},
        {"Text", "DEBUG", "DEBUG", false, false, false},
        {"JSON", "", "INFO", false, true, true},
        {"JSON", "nothing", "INFO", false, true, true},
        {"JSON", "DEBUG", "DEBUG", true, true, true},
        {"JSON", "INFO", "INFO", false, true, true},
        {"JSON", "WARN", "WARN", false, false, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct system_log log;
        system_log_read(&log, rows[i].format, rows[i].level);
        assert_string_equal(system_log_level(&log), rows[i].told);
        assert_int_equal(system_log_takes(&log, SYSTEM_LOG_DEBUG),
                         rows[i].debug);
        assert_int_equal(system_log_takes(&log, SYSTEM_LOG_INFO), rows[i].info);
        assert_int_equal(system_log_takes(&log, SYSTEM_LOG_WARN), rows[i].warn);
    }
}

static void a_record_is_told_from_what_functions_write(void **state)
{
    static const struct {
        const char *line;
        bool is_record;
    } rows[] = {
        {"{\"time\":\"2026-11-29T00:00:00.000Z\",\"type\":\"platform.start\","
         "\"record\":{}}",
         true},
        {"{\"time\":\"2026-11-29T00:00:00.000Z\",\"level\":\"INFO\"}", false},
        {"{\"time\":\"2026-11-29T00:00:00.000Z\",\"type\":\"plat", false},
        {"{\"time\":1764374400000,\"type\":\"platform.start\"}", false},
        {"{\"time\":\"", false},
        {"START RequestId: id Version: 1", false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(system_log_is_record(rows[i].line), rows[i].is_record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_count_in_json_only),
        cmocka_unit_test(a_record_is_told_from_what_functions_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
