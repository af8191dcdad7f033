/* host/static/static_date - dates of HTTP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/static/static_date.h"

static void check(int64_t seconds, const char *wanted)
{
    char text[STATIC_DATE_SIZE];
    int64_t again = -1;

    static_date_write(text, seconds);
    assert_string_equal(text, wanted);
    assert_true(static_date_read(text, &again));
    assert_int_equal(again, seconds);
}

static void dates_are_written_and_read(void **state)
{
    (void)state;
    check(0, "Thu, 01 Jan 1970 00:00:00 GMT");
    check(784111777, "Sun, 06 Nov 1994 08:49:37 GMT");
    check(951782399, "Mon, 28 Feb 2000 23:59:59 GMT");
    check(951782400, "Tue, 29 Feb 2000 00:00:00 GMT");
    check(978307199, "Sun, 31 Dec 2000 23:59:59 GMT");
    check(4107542400, "Mon, 01 Mar 2100 00:00:00 GMT");
    check(4107456000, "Sun, 28 Feb 2100 00:00:00 GMT");
    check(253402300799, "Fri, 31 Dec 9999 23:59:59 GMT");
}

static void other_texts_are_no_dates(void **state)
{
    static const char *const all[] = {
        "",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994     ",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1969 08:49:37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT",
    };
    char text[STATIC_DATE_SIZE];
    int64_t seconds;

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++)
        if (static_date_read(all[i], &seconds))
            fail_msg("%s", all[i]);
    static_date_write(text, -1);
    assert_string_equal(text, "");
    static_date_write(text, 253402300800);
    assert_string_equal(text, "");
    static_date_write(text, INT64_MAX);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_written_and_read),
        cmocka_unit_test(other_texts_are_no_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
