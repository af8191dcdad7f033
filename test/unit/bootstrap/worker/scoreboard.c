/* bootstrap/worker/scoreboard - which runtimes may have a spare. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/worker/scoreboard.h"

enum { LANES = 5, TOKENS = 2 };

struct table {
    struct scoreboard *budget;
    struct scoreboard_slot seats[LANES];
};

/* All slots belong to this process, so each signal to a runtime arrives here.
 */
static int lay(void **state)
{
    static struct table table;
    struct error err = ERROR_NONE;

    table.budget = scoreboard_new(LANES, TOKENS, &err);
    if (!table.budget)
        return -1;
    for (size_t i = 0; i < LANES; i++) {
        table.seats[i] =
            (struct scoreboard_slot){.board = table.budget, .index = i};
        scoreboard_assign(table.budget, i, getpid());
    }
    *state = &table;
    return 0;
}

static int clear(void **state)
{
    struct table *table = *state;

    scoreboard_free(table->budget);
    return 0;
}

static volatile sig_atomic_t told;

static void count(int signo)
{
    told += signo == WAKE_SIGNAL;
}

static int words(void)
{
    int before = told;

    told = 0;
    return before;
}

static void no_more_slots_hold_a_token_than_there_are(void **state)
{
    struct table *t = *state;

    assert_true(slot_acquire_token(&t->seats[0]));
    assert_true(slot_acquire_token(&t->seats[1]));
    assert_false(slot_acquire_token(&t->seats[2]));
    assert_true(slot_acquire_token(&t->seats[0])); /* its own already */
    assert_false(slot_acquire_token(&t->seats[2]));
    slot_release_token(&t->seats[1]);
    slot_release_token(&t->seats[1]);
    assert_true(slot_acquire_token(&t->seats[2]));
    assert_false(slot_acquire_token(&t->seats[3]));
}

static void the_token_of_a_dead_runtime_is_released(void **state)
{
    struct table *t = *state;

    assert_true(slot_acquire_token(&t->seats[0]));
    assert_true(slot_acquire_token(&t->seats[1]));
    scoreboard_assign(t->budget, 0, 0);
    assert_true(slot_acquire_token(&t->seats[2]));
    assert_false(slot_acquire_token(&t->seats[3]));
}

static void the_slot_that_polls_longest_comes_first(void **state)
{
    struct table *t = *state;

    slot_set_polling(&t->seats[3]);
    slot_set_polling(&t->seats[1]);
    (void)words();
    assert_false(slot_acquire_token(&t->seats[0]));
    assert_int_equal(words(), 1);
    assert_false(slot_acquire_token(&t->seats[1]));
    assert_true(slot_acquire_token(&t->seats[3]));
    /* It holds a token, so the other free token is for the next slot. */
    assert_int_equal(words(), 2);
    assert_true(slot_acquire_token(&t->seats[1]));
    assert_int_equal(words(), 0);
}

static void a_busy_slot_does_not_come_first(void **state)
{
    struct table *t = *state;

    slot_set_polling(&t->seats[3]);
    assert_true(slot_is_polling(&t->seats[3]));
    slot_set_busy(&t->seats[3], "id");
    assert_false(slot_is_polling(&t->seats[3]));
    assert_true(slot_acquire_token(&t->seats[0]));
    slot_set_polling(&t->seats[2]);
    assert_false(slot_acquire_token(&t->seats[3]));
    scoreboard_assign(t->budget, 2, 0);
    assert_true(slot_acquire_token(&t->seats[3]));
}

static void only_a_free_token_wakes_the_first_slot(void **state)
{
    struct table *t = *state;

    (void)words();
    slot_notify_next(&t->seats[0]);
    assert_int_equal(words(), 0);
    slot_set_polling(&t->seats[4]);
    slot_notify_next(&t->seats[0]);
    assert_int_equal(words(), 1);
    assert_true(slot_acquire_token(&t->seats[4]));
    slot_notify_next(&t->seats[0]);
    assert_int_equal(words(), 0);
}

static void all_runtimes_are_woken_once_at_the_start(void **state)
{
    struct table *t = *state;

    (void)words();
    assert_true(slot_is_first(&t->seats[0]));
    assert_false(slot_is_first(&t->seats[1]));
    assert_false(scoreboard_is_started(&t->seats[3]));
    scoreboard_mark_started(&t->seats[0]);
    assert_true(scoreboard_is_started(&t->seats[3]));
    assert_int_equal(words(), LANES - 1);
    scoreboard_mark_started(&t->seats[0]);
    assert_int_equal(words(), 0);
}

static void an_event_without_a_response_is_remembered(void **state)
{
    struct table *t = *state;
    char id[SLOT_ID_SIZE];
    char endless[SLOT_ID_SIZE + 1];

    assert_false(slot_orphaned_id(&t->seats[1], id));
    assert_false(scoreboard_had_event(t->budget, 1));
    slot_set_busy(&t->seats[1], "one");
    assert_true(scoreboard_had_event(t->budget, 1));
    scoreboard_assign(t->budget, 1, 0);
    scoreboard_assign(t->budget, 1, getpid());
    assert_false(scoreboard_had_event(t->budget, 1));
    assert_true(slot_orphaned_id(&t->seats[1], id));
    assert_string_equal(id, "one");
    assert_false(slot_orphaned_id(&t->seats[2], id));
    slot_set_done(&t->seats[1]);
    assert_false(slot_orphaned_id(&t->seats[1], id));
    memset(endless, 'x', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    slot_set_busy(&t->seats[1], endless);
    assert_false(slot_orphaned_id(&t->seats[1], id));
}

static void a_single_runtime_needs_no_token(void **state)
{
    const struct scoreboard_slot alone = {0};
    char id[SLOT_ID_SIZE];

    (void)state;
    scoreboard_mark_started(&alone);
    slot_set_polling(&alone);
    slot_set_busy(&alone, "id");
    slot_notify_next(&alone);
    slot_set_done(&alone);
    for (int i = 0; i < 5; i++)
        assert_true(slot_acquire_token(&alone));
    slot_release_token(&alone);
    assert_true(slot_is_first(&alone));
    assert_false(scoreboard_is_started(&alone));
    assert_false(slot_is_polling(&alone));
    assert_false(slot_orphaned_id(&alone, id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            no_more_slots_hold_a_token_than_there_are, lay, clear),
        cmocka_unit_test_setup_teardown(the_token_of_a_dead_runtime_is_released,
                                        lay, clear),
        cmocka_unit_test_setup_teardown(the_slot_that_polls_longest_comes_first,
                                        lay, clear),
        cmocka_unit_test_setup_teardown(a_busy_slot_does_not_come_first, lay,
                                        clear),
        cmocka_unit_test_setup_teardown(only_a_free_token_wakes_the_first_slot,
                                        lay, clear),
        cmocka_unit_test_setup_teardown(
            all_runtimes_are_woken_once_at_the_start, lay, clear),
        cmocka_unit_test_setup_teardown(
            an_event_without_a_response_is_remembered, lay, clear),
        cmocka_unit_test(a_single_runtime_needs_no_token),
    };

    (void)signal(WAKE_SIGNAL, count);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
