/* common/log_level - levels, errors, the clock and the names of signals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "common/clock.h"
#include "common/compiler.h"
#include "common/error.h"
#include "common/signal_names.h"

static void prefixes_stand_before_the_reason(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    assert_string_equal(err.text, "");
    assert_false(error_set(&err, "no %s for %d", "room", 7));
    assert_string_equal(err.text, "no room for 7");
    assert_false(error_prefix(&err, "open %s", "door"));
    assert_string_equal(err.text, "open door: no room for 7");
}

static void errno_is_added_as_text(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    errno = ENOENT;
    assert_false(error_set_errno(&err, "cannot open %s", "x"));
    assert_string_equal(err.text, "cannot open x: No such file or directory");
}

static void a_fault_never_outgrows_its_text(void **state)
{
    struct error err = ERROR_NONE;
    char longest[4000];

    (void)state;
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(error_set(&err, "%s", longest));
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    errno = EPERM;
    assert_false(error_set_errno(&err, "%s", longest));
    assert_non_null(strstr(err.text, ": Operation not permitted"));
    for (int i = 0; i < 10; i++)
        assert_false(error_prefix(&err, "%s", longest));
    assert_int_equal(strlen(err.text), strnlen(err.text, sizeof err.text));
}

static void moments_are_written_in_utc_with_milliseconds(void **state)
{
    static const struct {
        int64_t wall_ms;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {1, "1970-01-01T00:00:00.001Z"},
        {999, "1970-01-01T00:00:00.999Z"},
        {INT64_C(1582934399999), "2020-02-28T23:59:59.999Z"},
        {INT64_C(1582934400000), "2020-02-29T00:00:00.000Z"},
        {INT64_C(4102444800000), "2100-01-01T00:00:00.000Z"},
        {INT64_C(253402300799999), "9999-12-31T23:59:59.999Z"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[CLOCK_TEXT_SIZE];
        clock_text(rows[i].wall_ms, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void moments_out_of_reach_do_not_overrun(void **state)
{
    static const int64_t moments[] = {-1, INT64_MIN, INT64_MAX};

    (void)state;
    for (size_t i = 0; i < COUNT(moments); i++) {
        char text[CLOCK_TEXT_SIZE];
        clock_text(moments[i], text);
        assert_true(strnlen(text, sizeof text) < sizeof text);
    }
}

static void the_clocks_agree_and_do_not_go_back(void **state)
{
    int64_t ms = clock_mono_ms();
    int64_t us = clock_mono_us();

    (void)state;
    assert_true(us / 1000 >= ms);
    assert_true(us / 1000 - ms < 1000);
    assert_true(clock_mono_us() >= us);
    assert_true(clock_wall_ms() > INT64_C(1700000000000));
}

static void signals_have_the_platform_s_words(void **state)
{
    static const struct {
        int signo;
        const char *word;
    } rows[] = {
        {SIGKILL, "killed"},
        {SIGTERM, "terminated"},
        {SIGSEGV, "segmentation fault"},
        {SIGABRT, "aborted"},
        {SIGPIPE, "broken pipe"},
        {SIGFPE, "floating point exception"},
        {42, "signal 42"},
        {0, "signal 0"},
        {INT32_MIN, "signal -2147483648"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char word[SIGNAL_NAME_SIZE];
        signal_name(rows[i].signo, word);
        assert_string_equal(word, rows[i].word);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prefixes_stand_before_the_reason),
        cmocka_unit_test(errno_is_added_as_text),
        cmocka_unit_test(a_fault_never_outgrows_its_text),
        cmocka_unit_test(moments_are_written_in_utc_with_milliseconds),
        cmocka_unit_test(moments_out_of_reach_do_not_overrun),
        cmocka_unit_test(the_clocks_agree_and_do_not_go_back),
        cmocka_unit_test(signals_have_the_platform_s_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
