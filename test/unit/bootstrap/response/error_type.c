/* bootstrap/response/error_type - error type and message of every outcome. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>

#include "bootstrap/response/error_type.h"

#define ID "8f0c-id"

/* One outcome and what is expected; tail NULL: nothing on stderr. */
struct row {
    enum outcome_kind how;
    int code;
    bool bridged;
    const char *tail;
    const char *type;
    const char *message;
};

static void judge(struct error_type *type, const struct row *r, const char *id)
{
    struct outcome outcome = OUTCOME;

    outcome.kind = r->how;
    outcome.code = r->code;
    outcome.bridged = r->bridged;
    assert_true(buf_add_str(&outcome.stderr_tail, r->tail ? r->tail : ""));
    error_type_of(type, &outcome, id, 3000);
    buf_free(&outcome.stderr_tail);
}

static void expect(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct error_type type;
        judge(&type, &rows[i], ID);
        assert_non_null(type.name);
        assert_string_equal(type.name, rows[i].type);
        assert_string_equal(type.message.text, rows[i].message);
    }
}

static void success_has_no_error_type(void **state)
{
    static const struct row rows[] = {
        {.how = OUTCOME_PENDING},
        {.how = OUTCOME_RESULT, .bridged = true},
        {.how = OUTCOME_HANDLER_ERROR, .bridged = true},
        {.how = OUTCOME_INIT_ERROR, .bridged = true},
        {.how = OUTCOME_EXITED, .code = 0},
        {.how = OUTCOME_EXITED,
         .tail = "symbol lookup error, JavaScript heap out of memory"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error_type type;
        judge(&type, &rows[i], ID);
        assert_null(type.name);
        assert_string_equal(type.message.text, "");
    }
}

static void exits_and_signals_have_the_messages_of_the_platform(void **state)
{
#define DIED "RequestId: " ID " Error: Runtime exited with error: "
    static const struct row rows[] = {
        {OUTCOME_EXITED, 1, false, NULL, "Runtime.ExitError",
         DIED "exit status 1"},
        {OUTCOME_EXITED, 3, true, NULL, "Runtime.ExitError",
         DIED "exit status 3"},
        {OUTCOME_EXITED, 255, false, "some words\n", "Runtime.ExitError",
         DIED "exit status 255"},
        {OUTCOME_SIGNALED, SIGKILL, false, NULL, "Runtime.ExitError",
         DIED "signal: killed"},
        {OUTCOME_SIGNALED, SIGTERM, true, NULL, "Runtime.ExitError",
         DIED "signal: terminated"},
        {OUTCOME_SIGNALED, SIGSEGV, false, NULL, "Runtime.ExitError",
         DIED "signal: segmentation fault"},
        {OUTCOME_SIGNALED, SIGABRT, false, NULL, "Runtime.ExitError",
         DIED "signal: aborted"},
        {OUTCOME_SIGNALED, 42, false, NULL, "Runtime.ExitError",
         DIED "signal: signal 42"},
    };
#undef DIED

    (void)state;
    expect(rows, COUNT(rows));
}

static void without_a_request_id_the_message_has_no_prefix(void **state)
{
    static const struct row exited = {.how = OUTCOME_EXITED, .code = 1};
    static const struct row late = {.how = OUTCOME_TIMED_OUT};
    struct error_type type;

    (void)state;
    judge(&type, &exited, "");
    assert_string_equal(type.message.text,
                        "Runtime exited with error: exit status 1");
    judge(&type, &late, "");
    assert_string_equal(type.message.text, "Task timed out after 3.00 seconds");
}

static void exit_0_without_a_result_is_no_result(void **state)
{
    static const struct row rows[] = {
        {OUTCOME_EXITED, 0, true, NULL, "Runtime.NoResult",
         "The process exited with status 0 before the handler had a result "
         "(is there a call to exit, or a promise that nothing can settle?)"},
        {OUTCOME_STDOUT_CLOSED, 0, true, NULL, "Runtime.NoResult",
         "The handler closed its standard output before it had a result"},
    };

    (void)state;
    expect(rows, COUNT(rows));
}

/* The message is the line alone, without a request id. */
static void
an_error_of_the_dynamic_loader_is_an_invalid_entry_point(void **state)
{
#define GLIBC                                                                  \
    "./h: error while loading shared libraries: libx.so.1: cannot open "       \
    "shared object file: No such file or directory"
#define MUSL                                                                   \
    "Error loading shared library libx.so.1: No such file (needed by h)"
    static const struct row rows[] = {
        {OUTCOME_EXITED, 127, false, GLIBC "\n", "Runtime.InvalidEntrypoint",
         GLIBC},
        {OUTCOME_EXITED, 127, false, "before\n" GLIBC "\nafter\n",
         "Runtime.InvalidEntrypoint", GLIBC},
        {OUTCOME_EXITED, 127, true, MUSL, "Runtime.InvalidEntrypoint", MUSL},
        {OUTCOME_EXITED, 127, false, "h: symbol lookup error: undefined: f\n",
         "Runtime.InvalidEntrypoint", "h: symbol lookup error: undefined: f"},
        {OUTCOME_EXITED, 127, false, "Error relocating ./h: f: not found\n",
         "Runtime.InvalidEntrypoint", "Error relocating ./h: f: not found"},
        {OUTCOME_EXITED, 1, false,
         "h: libc.so.6: version `GLIBC_2.99' not found\n",
         "Runtime.InvalidEntrypoint",
         "h: libc.so.6: version `GLIBC_2.99' not found"},
    };
#undef GLIBC
#undef MUSL

    (void)state;
    expect(rows, COUNT(rows));
}

static void a_nul_on_stderr_hides_no_loader_error(void **state)
{
    static const char tail[] =
        "a\0b\n\0./h: symbol lookup error: f\nJavaScript heap out of memory";
    static const char heap[] = "\0JavaScript heap out of memory";
    struct outcome outcome = OUTCOME;
    struct error_type type;

    (void)state;
    outcome.kind = OUTCOME_EXITED;
    outcome.code = 127;
    assert_true(buf_add(&outcome.stderr_tail, tail, sizeof tail - 1));
    error_type_of(&type, &outcome, ID, 3000);
    assert_string_equal(type.name, "Runtime.InvalidEntrypoint");
    assert_non_null(strstr(type.message.text, "./h: symbol lookup error: f"));
    buf_clear(&outcome.stderr_tail);
    assert_true(buf_add(&outcome.stderr_tail, heap, sizeof heap - 1));
    error_type_of(&type, &outcome, ID, 3000);
    assert_string_equal(type.name, "Runtime.OutOfMemory");
    buf_free(&outcome.stderr_tail);
}

static void an_unhandled_rejection_in_qjs_is_named(void **state)
{
#define FELL                                                                   \
    "Possibly unhandled promise rejection: RangeError: fell\n    at f\n"
    static const struct row rows[] = {
        {OUTCOME_EXITED, 1, true, "before\n" FELL,
         "Runtime.UnhandledPromiseRejection", "RangeError: fell"},
        {OUTCOME_EXITED, 1, false, FELL, "Runtime.ExitError",
         "RequestId: " ID " Error: Runtime exited with error: exit status 1"},
    };
#undef FELL

    (void)state;
    expect(rows, COUNT(rows));
}

static void an_exhausted_v8_heap_is_out_of_memory(void **state)
{
#define NODE                                                                   \
    "FATAL ERROR: Reached heap limit Allocation failed - "                     \
    "JavaScript heap out of memory\n"
    static const struct row rows[] = {
        {OUTCOME_SIGNALED, SIGABRT, true, NODE, "Runtime.OutOfMemory",
         "The handler ran out of heap memory (signal: aborted)"},
        {OUTCOME_SIGNALED, SIGTRAP, true,
         "# Fatal JavaScript out of memory: Reached heap limit\n",
         "Runtime.OutOfMemory",
         "The handler ran out of heap memory (signal: trace/breakpoint trap)"},
        {OUTCOME_EXITED, 134, true, NODE, "Runtime.OutOfMemory",
         "The handler ran out of heap memory (exit status 134)"},
    };
#undef NODE

    (void)state;
    expect(rows, COUNT(rows));
}

static void a_timeout_is_in_seconds_with_two_decimals(void **state)
{
    static const struct {
        int64_t limit_ms;
        const char *seconds;
    } rows[] = {{3000, "3.00"}, {2996, "3.00"},     {2950, "3.00"},
                {2944, "2.94"}, {900000, "900.00"}, {1, "0.00"},
                {5, "0.01"},    {0, "0.00"},        {61230, "61.23"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct outcome outcome = OUTCOME;
        struct error_type type;
        struct error whole;
        outcome.kind = OUTCOME_TIMED_OUT;
        error_type_of(&type, &outcome, ID, rows[i].limit_ms);
        (void)error_set(
            &whole, "RequestId: " ID " Error: Task timed out after %s seconds",
            rows[i].seconds);
        assert_string_equal(type.name, "Sandbox.Timedout");
        assert_string_equal(type.message.text, whole.text);
    }
}

static void
a_response_that_is_too_large_is_reported_in_the_words_of_aws(void **state)
{
    struct outcome outcome = OUTCOME;
    struct error_type type;

    (void)state;
    outcome.kind = OUTCOME_TOO_LARGE;
    error_type_of(&type, &outcome, ID, 3000);
    assert_string_equal(type.name, "Function.ResponseSizeTooLarge");
    assert_string_equal(type.message.text,
                        "Response payload size exceeded maximum allowed "
                        "payload size (6291556 bytes).");
}

static void
a_program_that_cannot_be_run_is_reported_with_the_reason(void **state)
{
    static const struct {
        enum outcome_kind how;
        const char *type;
    } rows[] = {{OUTCOME_EXEC_FAILED, "Runtime.InvalidEntrypoint"},
                {OUTCOME_NO_RESOURCES, "Sandbox.Failure"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct outcome outcome = OUTCOME;
        struct error_type type;
        outcome.kind = rows[i].how;
        (void)error_set(&outcome.why, "cannot run ./h: why");
        error_type_of(&type, &outcome, ID, 3000);
        assert_string_equal(type.name, rows[i].type);
        assert_string_equal(type.message.text, "cannot run ./h: why");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(success_has_no_error_type),
        cmocka_unit_test(exits_and_signals_have_the_messages_of_the_platform),
        cmocka_unit_test(without_a_request_id_the_message_has_no_prefix),
        cmocka_unit_test(exit_0_without_a_result_is_no_result),
        cmocka_unit_test(
            an_error_of_the_dynamic_loader_is_an_invalid_entry_point),
        cmocka_unit_test(a_nul_on_stderr_hides_no_loader_error),
        cmocka_unit_test(an_unhandled_rejection_in_qjs_is_named),
        cmocka_unit_test(an_exhausted_v8_heap_is_out_of_memory),
        cmocka_unit_test(a_timeout_is_in_seconds_with_two_decimals),
        cmocka_unit_test(
            a_response_that_is_too_large_is_reported_in_the_words_of_aws),
        cmocka_unit_test(
            a_program_that_cannot_be_run_is_reported_with_the_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
