/* host/static/static_coding - what a client takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/static/static_coding.h"

static void codings_are_taken(void **state)
{
    static const char *const yes[] = {
        "gzip",         "GZIP",        "br, gzip", "*", "br;q=1.0,gzip;q=0.001",
        "gzip ; q=0.5", "*;q=0, gzip", " ,, gzip"};
    static const char *const no[] = {
        "",      "br",          "gzip;q=0", "gzip; q=0.0", "gzipx",
        "xgzip", "*, gzip;q=0", "*;q=0.00", "identity"};

    (void)state;
    assert_false(static_coding_takes(NULL, "gzip"));
    for (size_t i = 0; i < COUNT(yes); i++)
        if (!static_coding_takes(yes[i], "gzip"))
            fail_msg("%s", yes[i]);
    for (size_t i = 0; i < COUNT(no); i++)
        if (static_coding_takes(no[i], "gzip"))
            fail_msg("%s", no[i]);
}

static void a_type_is_named_or_not(void **state)
{
    (void)state;
    assert_true(static_coding_names_type(
        "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html"));
    assert_false(static_coding_names_type("*/*", "text/html"));
    assert_false(static_coding_names_type("text/html;q=0", "text/html"));
    assert_false(static_coding_names_type(NULL, "text/html"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codings_are_taken),
        cmocka_unit_test(a_type_is_named_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
