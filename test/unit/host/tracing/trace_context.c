/* host/tracing/trace_context - the headers of two worlds name the same trace.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "host/tracing/trace_context.h"

#define TRACE "0af7651916cd43dd8448eb211c80319c"
#define SPAN "b7ad6b7169203331"
#define XRAY "Root=1-0af76519-16cd43dd8448eb211c80319c"

static void a_traceparent_is_read_and_written(void **state)
{
    (void)state;
    struct trace_context c = {.decision = TRACE_UNDECIDED};
    char text[TRACEPARENT_SIZE];

    assert_true(trace_context_read_w3c(&c, "00-" TRACE "-" SPAN "-03"));
    assert_string_equal(c.trace_id, TRACE);
    assert_string_equal(c.parent_id, SPAN);
    assert_int_equal(c.decision, TRACE_SAMPLED);
    trace_context_w3c(text, &c, "00f067aa0ba902b7");
    assert_string_equal(text, "00-" TRACE "-00f067aa0ba902b7-01");
    assert_true(trace_context_read_w3c(&c, "cc-" TRACE "-" SPAN "-00-more"));
    assert_int_equal(c.decision, TRACE_NOT_SAMPLED);
}

static void a_traceparent_that_is_wrong_changes_nothing(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "00",
        "00-" TRACE "-" SPAN,
        "00-" TRACE "-" SPAN "-0",
        "00-" TRACE "-" SPAN "-01-more",
        "cc-" TRACE "-" SPAN "-01more",
        "ff-" TRACE "-" SPAN "-01",
        "00-" TRACE "-0000000000000000-01",
        "00-00000000000000000000000000000000-" SPAN "-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" SPAN "-01",
        "00_" TRACE "-" SPAN "-01",
        "0g-" TRACE "-" SPAN "-01",
        "00-" TRACE "-" SPAN "-0x"};
    struct trace_context c = {.trace_id = "as before"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(trace_context_read_w3c(&c, wrong[i]));
    assert_string_equal(c.trace_id, "as before");
}

static void the_header_of_xray_is_read_and_written(void **state)
{
    (void)state;
    struct trace_context c = {.decision = TRACE_UNDECIDED};
    AUTO(struct buf, buf_free) text = BUF(200);

    assert_true(trace_context_read_xray(&c, "Self=1-2; " XRAY ";Parent=" SPAN
                                            ";Sampled=0;Lineage=a:1"));
    assert_string_equal(c.trace_id, TRACE);
    assert_string_equal(c.parent_id, SPAN);
    assert_int_equal(c.decision, TRACE_NOT_SAMPLED);
    assert_true(trace_context_add_xray(&text, &c, "00f067aa0ba902b7"));
    assert_string_equal(text.data, XRAY ";Parent=00f067aa0ba902b7;Sampled=0");
    assert_true(trace_context_read_xray(&c, XRAY ";Sampled=?"));
    assert_string_equal(c.parent_id, "");
    assert_int_equal(c.decision, TRACE_UNDECIDED);
    buf_clear(&text);
    assert_true(trace_context_add_xray(&text, &c, ""));
    assert_string_equal(text.data, XRAY);
}

static void one_that_is_wrong_changes_nothing(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "Root=",
        "root=1-0af76519-16cd43dd8448eb211c80319c",
        "Root=2-0af76519-16cd43dd8448eb211c80319c",
        "Root=1-0af76519-16cd43dd8448eb211c80319",
        "Root=1-0af76519-16cd43dd8448eb211c80319cc",
        "Root=1-0af76519x16cd43dd8448eb211c80319c",
        "Root=1-00000000-000000000000000000000000",
        ("Parent=" SPAN)};
    struct trace_context c = {.trace_id = "as before"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(trace_context_read_xray(&c, wrong[i]));
    assert_string_equal(c.trace_id, "as before");
}

static void a_new_trace_is_one_that_both_can_name(void **state)
{
    (void)state;
    struct trace_context c;
    struct trace_context read = {.decision = TRACE_UNDECIDED};
    AUTO(struct buf, buf_free) text = BUF(200);
    char w3c[TRACEPARENT_SIZE];

    trace_context_new(&c);
    trace_context_begin(&c);
    assert_string_not_equal(c.span_id, c.handler_id);
    assert_true(trace_context_add_xray(&text, &c, c.span_id));
    assert_true(trace_context_read_xray(&read, text.data));
    assert_string_equal(read.trace_id, c.trace_id);
    assert_string_equal(read.parent_id, c.span_id);
    trace_context_w3c(w3c, &c, c.span_id);
    assert_true(trace_context_read_w3c(&read, w3c));
    assert_string_equal(read.trace_id, c.trace_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_traceparent_is_read_and_written),
        cmocka_unit_test(a_traceparent_that_is_wrong_changes_nothing),
        cmocka_unit_test(the_header_of_xray_is_read_and_written),
        cmocka_unit_test(one_that_is_wrong_changes_nothing),
        cmocka_unit_test(a_new_trace_is_one_that_both_can_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
