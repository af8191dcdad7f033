/* host/http/library_version - which HTTP library the host runs on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/http/library_version.h"

static void test_the_least_version_and_later_ones_are_accepted(void **state)
{
    static const char *const versions[] = {"1.0.1", "1.0.10",   "1.1",
                                           "1.1.0", "2.0.0-rc", "10.0"};
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (!library_version_check(versions[i], &err))
            fail_msg("%s: %s", versions[i], err.text);
}

static void test_an_older_one_is_named_with_what_to_do(void **state)
{
    static const char *const versions[] = {
        "0.9.75", "0.10.99", "1.0.0", "1.0", "1", "", "x1.0.1", "-2.0.0"};

    (void)state;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        struct error err = ERROR_NONE;
        if (library_version_check(versions[i], &err))
            fail_msg("%s", versions[i]);
        assert_non_null(strstr(err.text, versions[i]));
        assert_non_null(strstr(err.text, LIBRARY_VERSION_LEAST));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_least_version_and_later_ones_are_accepted),
        cmocka_unit_test(test_an_older_one_is_named_with_what_to_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
