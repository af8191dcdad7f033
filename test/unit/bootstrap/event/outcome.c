/* bootstrap/event/outcome - how an event ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/event/outcome.h"

static void only_the_first_outcome_counts(void **state)
{
    struct outcome outcome = OUTCOME;

    (void)state;
    outcome_set(&outcome, OUTCOME_EXITED, 3);
    outcome_set(&outcome, OUTCOME_SIGNALED, 9);
    assert_int_equal(outcome.kind, OUTCOME_EXITED);
    assert_int_equal(outcome.code, 3);
    outcome_clear(&outcome);
    outcome_set(&outcome, OUTCOME_SIGNALED, 9);
    assert_int_equal(outcome.kind, OUTCOME_SIGNALED);
    assert_int_equal(outcome.code, 9);
}

static void clearing_makes_an_outcome_like_new(void **state)
{
    struct outcome outcome = OUTCOME;

    (void)state;
    outcome_set(&outcome, OUTCOME_TIMED_OUT, 1);
    assert_true(buf_add_str(&outcome.error, "{}"));
    assert_true(buf_add_str(&outcome.stream_header, "{}"));
    assert_true(buf_add_str(&outcome.stderr_tail, "x"));
    (void)error_set(&outcome.why, "why");
    outcome.partial_frame_bytes = 1;
    outcome.elapsed_ms = outcome.peak_kib = 1;
    outcome.phase = PHASE_DRAIN;
    outcome.state = 'R';
    outcome.oom_killed = outcome.event_unread = true;
    outcome.residue.checked = true;
    outcome.usage.killed = 1;
    outcome_clear(&outcome);
    assert_int_equal(outcome.kind, OUTCOME_PENDING);
    assert_int_equal(outcome.code, 0);
    assert_int_equal(outcome.error.size, 0);
    assert_int_equal(outcome.stream_header.size, 0);
    assert_int_equal(outcome.stderr_tail.size, 0);
    assert_string_equal(outcome.why.text, "");
    assert_int_equal(outcome.partial_frame_bytes, 0);
    assert_int_equal(outcome.elapsed_ms + outcome.peak_kib, 0);
    assert_int_equal(outcome.phase, PHASE_BOOT);
    assert_int_equal(outcome.state, 0);
    assert_false(outcome.oom_killed || outcome.event_unread);
    assert_false(outcome.residue.checked);
    assert_int_equal(outcome.usage.killed, 0);
    outcome_free(&outcome);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_first_outcome_counts),
        cmocka_unit_test(clearing_makes_an_outcome_like_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
