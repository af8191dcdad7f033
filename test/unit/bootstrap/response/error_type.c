/* bootstrap/response/error_type - every ending in the platform's words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>

#include "bootstrap/response/error_type.h"

#define ID "8f0c-id"

/* One ending and what must come of it; tail NULL: silent on stderr. */
struct row {
    enum ending_how how;
    int code;
    bool bridged;
    const char *tail;
    const char *type;
    const char *message;
};

static void judge(struct verdict *v, const struct row *r, const char *id)
{
    struct ending end = ENDING;

    end.how = r->how;
    end.code = r->code;
    end.bridged = r->bridged;
    assert_true(buf_text(&end.tail, r->tail ? r->tail : ""));
    verdict_from(v, &end, id, 3000);
    buf_free(&end.tail);
}

static void expect(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct verdict v;
        judge(&v, &rows[i], ID);
        assert_non_null(v.type);
        assert_string_equal(v.type, rows[i].type);
        assert_string_equal(v.message.text, rows[i].message);
    }
}

static void a_good_ending_has_no_verdict(void **state)
{
    static const struct row rows[] = {
        {.how = ENDED_NOT},
        {.how = ENDED_RESULT, .bridged = true},
        {.how = ENDED_ERROR, .bridged = true},
        {.how = ENDED_INIT_ERROR, .bridged = true},
        {.how = ENDED_EXITED, .code = 0},
        {.how = ENDED_EXITED,
         .tail = "symbol lookup error, JavaScript heap out of memory"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct verdict v;
        judge(&v, &rows[i], ID);
        assert_null(v.type);
        assert_string_equal(v.message.text, "");
    }
}

static void exits_and_signals_have_the_platforms_words(void **state)
{
#define DIED "RequestId: " ID " Error: Runtime exited with error: "
    static const struct row rows[] = {
        {ENDED_EXITED, 1, false, NULL, "Runtime.ExitError",
         DIED "exit status 1"},
        {ENDED_EXITED, 3, true, NULL, "Runtime.ExitError",
         DIED "exit status 3"},
        {ENDED_EXITED, 255, false, "some words\n", "Runtime.ExitError",
         DIED "exit status 255"},
        {ENDED_KILLED, SIGKILL, false, NULL, "Runtime.ExitError",
         DIED "signal: killed"},
        {ENDED_KILLED, SIGTERM, true, NULL, "Runtime.ExitError",
         DIED "signal: terminated"},
        {ENDED_KILLED, SIGSEGV, false, NULL, "Runtime.ExitError",
         DIED "signal: segmentation fault"},
        {ENDED_KILLED, SIGABRT, false, NULL, "Runtime.ExitError",
         DIED "signal: aborted"},
        {ENDED_KILLED, 42, false, NULL, "Runtime.ExitError",
         DIED "signal: signal 42"},
    };
#undef DIED

    (void)state;
    expect(rows, COUNT(rows));
}

static void without_a_request_id_the_text_starts_at_what_happened(void **state)
{
    static const struct row exited = {.how = ENDED_EXITED, .code = 1};
    static const struct row late = {.how = ENDED_LATE};
    struct verdict v;

    (void)state;
    judge(&v, &exited, "");
    assert_string_equal(v.message.text,
                        "Runtime exited with error: exit status 1");
    judge(&v, &late, "");
    assert_string_equal(v.message.text, "Task timed out after 3.00 seconds");
}

static void exit_0_without_a_result_is_no_result(void **state)
{
    static const struct row rows[] = {
        {ENDED_EXITED, 0, true, NULL, "Runtime.NoResult",
         "The process exited with status 0 before the handler had a result "
         "(is there a call to exit, or a promise that nothing can settle?)"},
        {ENDED_SILENT, 0, true, NULL, "Runtime.NoResult",
         "The handler closed its standard output before it had a result"},
    };

    (void)state;
    expect(rows, COUNT(rows));
}

/* The complaints stand alone: no request id, and no line around them. */
static void the_loaders_complaint_is_an_invalid_entry_point(void **state)
{
#define GLIBC                                                                  \
    "./h: error while loading shared libraries: libx.so.1: cannot open "       \
    "shared object file: No such file or directory"
#define MUSL                                                                   \
    "Error loading shared library libx.so.1: No such file (needed by h)"
    static const struct row rows[] = {
        {ENDED_EXITED, 127, false, GLIBC "\n", "Runtime.InvalidEntrypoint",
         GLIBC},
        {ENDED_EXITED, 127, false, "before\n" GLIBC "\nafter\n",
         "Runtime.InvalidEntrypoint", GLIBC},
        {ENDED_EXITED, 127, true, MUSL, "Runtime.InvalidEntrypoint", MUSL},
        {ENDED_EXITED, 127, false, "h: symbol lookup error: undefined: f\n",
         "Runtime.InvalidEntrypoint", "h: symbol lookup error: undefined: f"},
        {ENDED_EXITED, 127, false, "Error relocating ./h: f: not found\n",
         "Runtime.InvalidEntrypoint", "Error relocating ./h: f: not found"},
        {ENDED_EXITED, 1, false,
         "h: libc.so.6: version `GLIBC_2.99' not found\n",
         "Runtime.InvalidEntrypoint",
         "h: libc.so.6: version `GLIBC_2.99' not found"},
    };
#undef GLIBC
#undef MUSL

    (void)state;
    expect(rows, COUNT(rows));
}

static void a_nul_on_stderr_hides_no_complaint(void **state)
{
    static const char tail[] =
        "a\0b\n\0./h: symbol lookup error: f\nJavaScript heap out of memory";
    static const char heap[] = "\0JavaScript heap out of memory";
    struct ending end = ENDING;
    struct verdict v;

    (void)state;
    end.how = ENDED_EXITED;
    end.code = 127;
    assert_true(buf_add(&end.tail, tail, sizeof tail - 1));
    verdict_from(&v, &end, ID, 3000);
    assert_string_equal(v.type, "Runtime.InvalidEntrypoint");
    assert_non_null(strstr(v.message.text, "./h: symbol lookup error: f"));
    buf_clear(&end.tail);
    assert_true(buf_add(&end.tail, heap, sizeof heap - 1));
    verdict_from(&v, &end, ID, 3000);
    assert_string_equal(v.type, "Runtime.OutOfMemory");
    buf_free(&end.tail);
}

static void a_promise_that_qjs_saw_fall_is_named(void **state)
{
#define FELL                                                                   \
    "Possibly unhandled promise rejection: RangeError: fell\n    at f\n"
    static const struct row rows[] = {
        {ENDED_EXITED, 1, true, "before\n" FELL,
         "Runtime.UnhandledPromiseRejection", "RangeError: fell"},
        {ENDED_EXITED, 1, false, FELL, "Runtime.ExitError",
         "RequestId: " ID " Error: Runtime exited with error: exit status 1"},
    };
#undef FELL

    (void)state;
    expect(rows, COUNT(rows));
}

static void a_used_up_v8_heap_is_out_of_memory(void **state)
{
#define NODE                                                                   \
    "FATAL ERROR: Reached heap limit Allocation failed - "                     \
    "JavaScript heap out of memory\n"
    static const struct row rows[] = {
        {ENDED_KILLED, SIGABRT, true, NODE, "Runtime.OutOfMemory",
         "The handler ran out of heap memory (signal: aborted)"},
        {ENDED_KILLED, SIGTRAP, true,
         "# Fatal JavaScript out of memory: Reached heap limit\n",
         "Runtime.OutOfMemory",
         "The handler ran out of heap memory (signal: trace/breakpoint trap)"},
        {ENDED_EXITED, 134, true, NODE, "Runtime.OutOfMemory",
         "The handler ran out of heap memory (exit status 134)"},
    };
#undef NODE

    (void)state;
    expect(rows, COUNT(rows));
}

static void a_timeout_is_told_in_seconds_with_two_decimals(void **state)
{
    static const struct {
        int64_t limit_ms;
        const char *seconds;
    } rows[] = {{3000, "3.00"}, {2996, "3.00"},     {2950, "3.00"},
                {2944, "2.94"}, {900000, "900.00"}, {1, "0.00"},
                {5, "0.01"},    {0, "0.00"},        {61230, "61.23"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ending end = ENDING;
        struct verdict v;
        struct fault whole;
        end.how = ENDED_LATE;
        verdict_from(&v, &end, ID, rows[i].limit_ms);
        (void)fault_set(
            &whole, "RequestId: " ID " Error: Task timed out after %s seconds",
            rows[i].seconds);
        assert_string_equal(v.type, "Sandbox.Timedout");
        assert_string_equal(v.message.text, whole.text);
    }
}

static void too_long_an_answer_is_told_with_both_sizes(void **state)
{
    struct ending end = ENDING;
    struct verdict v;

    (void)state;
    end.how = ENDED_TOO_LONG;
    end.said = 6291557;
    verdict_from(&v, &end, ID, 3000);
    assert_string_equal(v.type, "Function.ResponseSizeTooLarge");
    assert_string_equal(v.message.text,
                        "Response payload size (6291557 bytes) exceeded "
                        "maximum allowed payload size (6291556 bytes).");
}

static void what_never_began_is_told_with_its_reason(void **state)
{
    static const struct {
        enum ending_how how;
        const char *type;
    } rows[] = {{ENDED_NEVER_BEGAN, "Runtime.InvalidEntrypoint"},
                {ENDED_NO_MEANS, "Sandbox.Failure"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct ending end = ENDING;
        struct verdict v;
        end.how = rows[i].how;
        (void)fault_set(&end.why, "cannot run ./h: why");
        verdict_from(&v, &end, ID, 3000);
        assert_string_equal(v.type, rows[i].type);
        assert_string_equal(v.message.text, "cannot run ./h: why");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_ending_has_no_verdict),
        cmocka_unit_test(exits_and_signals_have_the_platforms_words),
        cmocka_unit_test(without_a_request_id_the_text_starts_at_what_happened),
        cmocka_unit_test(exit_0_without_a_result_is_no_result),
        cmocka_unit_test(the_loaders_complaint_is_an_invalid_entry_point),
        cmocka_unit_test(a_nul_on_stderr_hides_no_complaint),
        cmocka_unit_test(a_promise_that_qjs_saw_fall_is_named),
        cmocka_unit_test(a_used_up_v8_heap_is_out_of_memory),
        cmocka_unit_test(a_timeout_is_told_in_seconds_with_two_decimals),
        cmocka_unit_test(too_long_an_answer_is_told_with_both_sizes),
        cmocka_unit_test(what_never_began_is_told_with_its_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
