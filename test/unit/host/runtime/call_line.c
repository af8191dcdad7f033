/* host/runtime/call_line - one line about a call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/runtime/call_line.h"

/* Without the time at its begin, which depends on the time zone. */
static void reads(const struct call_line *line, const char *text)
{
    AUTO(struct buf, buf_free) out = BUF(1024);

    assert_true(call_line_add(&out, line, false));
    assert_true(out.size > 9);
    assert_string_equal(out.data + 9, text);
}

static void a_line_has_what_is_known(void **state)
{
    struct call_line line = {.function = "f",
                             .what = "invoke",
                             .error_type = "",
                             .duration_us = 1234,
                             .init_us = -1,
                             .peak_kb = -1};

    (void)state;
    reads(&line, "f  invoke  ok  1.23 ms");
    line.duration_us = 12345;
    line.peak_kb = 2049;
    reads(&line, "f  invoke  ok  12.3 ms  3 MB");
    line.duration_us = 1234567;
    line.init_us = 100000;
    reads(&line, "f  invoke  ok  1235 ms  3 MB  (started in 100 ms)");
}

static void a_failure_has_its_type_and_a_url_its_status(void **state)
{
    struct call_line line = {.function = "f",
                             .what = "GET /\x1b[2J",
                             .failure = "error",
                             .error_type = "Error",
                             .duration_us = 0,
                             .init_us = -1,
                             .peak_kb = -1};

    (void)state;
    reads(&line, "f  GET /\\x1b[2J  error Error  0.00 ms");
    line.url_status = 502;
    reads(&line, "f  GET /\\x1b[2J  502 Error  0.00 ms");
    line.failure = NULL;
    reads(&line, "f  GET /\\x1b[2J  502  0.00 ms");
}

static void colours_end_where_they_should(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(1024);
    const struct call_line line = {.function = "f",
                                   .what = "invoke",
                                   .url_status = 500,
                                   .error_type = "",
                                   .init_us = -1,
                                   .peak_kb = -1};

    (void)state;
    assert_true(call_line_add(&out, &line, true));
    assert_non_null(strstr(out.data, "invoke  \x1b[31m500\x1b[0m  0.00 ms"));
}

static void a_line_that_does_not_fit_is_reported(void **state)
{
    const struct call_line line = {
        .function = "f", .what = "invoke", .error_type = "", .init_us = -1};

    (void)state;
    for (size_t most = 0; most < 20; most++) {
        AUTO(struct buf, buf_free) out = BUF(most);
        assert_false(call_line_add(&out, &line, true));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_what_is_known),
        cmocka_unit_test(a_failure_has_its_type_and_a_url_its_status),
        cmocka_unit_test(colours_end_where_they_should),
        cmocka_unit_test(a_line_that_does_not_fit_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
