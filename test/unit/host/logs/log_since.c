/* host/logs/log_since - times as a person writes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "host/logs/log_since.h"

static const int64_t now = 1795961988112;

static int64_t at(const char *text)
{
    int64_t ms = -1;

    return log_since_parse(&ms, text, now) ? ms : -1;
}

static void ages_and_dates_are_times(void **state)
{
    (void)state;
    assert_int_equal(at("90s"), now - 90000);
    assert_int_equal(at("30m"), now - 1800000);
    assert_int_equal(at("2d"), now - 172800000);
    assert_int_equal(at("9999w"), 0);
    assert_int_equal(at("2026-11-29"), 1795910400000);
    assert_int_equal(at("2026-11-29T14:05"), 1795961100000);
    assert_int_equal(at("2026-11-29T14:05:30Z"), 1795961130000);
    assert_int_equal(at("2026-11-29T14:05:30.123Z"), 1795961130000);
}

static void others_are_not(void **state)
{
    (void)state;
    static const char *const texts[] = {"",           "h",     "1",
                                        "1y",         "-1h",   "1h2m",
                                        "2026-13-41", "today", "9999999999s"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(at(texts[i]), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_and_dates_are_times),
        cmocka_unit_test(others_are_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
