/* bootstrap/process/process_start - a program that cannot be run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/process/process_start.h"

static void a_program_that_cannot_be_run_leaves_no_process(void **state)
{
    static const struct {
        const char *file, *folder;
        enum outcome_kind kind;
    } rows[] = {{"/nonexistent", "/", OUTCOME_EXEC_FAILED},
                {"/bin/true", "/nonexistent", OUTCOME_NO_RESOURCES}};
    struct log log = LOG(-1);
    struct response_body body = RESPONSE_BODY(PAYLOAD_MAX_BYTES);
    struct outcome outcome = OUTCOME;
    struct process process;

    (void)state;
    process_init(&process, &log, &body, &outcome);
    char *argv[] = {NULL};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct program program = {rows[i].file, argv, argv,  rows[i].folder,
                                  NULL,         NULL, false, false};
        struct iovec nothing = {NULL, 0};
        struct process_launch launch = {.program = &program,
                                        .stdin_pieces = &nothing};
        outcome.kind = OUTCOME_PENDING;
        process_start(&process, &launch);
        assert_int_equal(outcome.kind, rows[i].kind);
        assert_non_null(strstr(outcome.why.text, "/nonexistent"));
        assert_int_equal(process.state, PROCESS_EMPTY);
    }
    process_free(&process);
    outcome_free(&outcome);
    log_free(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_that_cannot_be_run_leaves_no_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
