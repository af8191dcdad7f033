/* bootstrap/worker/scoreboard - which lanes may have a process waiting. */
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

/* All seats are this process, so that every word to a lane comes here. */
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

static void so_many_have_one_and_no_more(void **state)
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

static void what_the_dead_held_is_free(void **state)
{
    struct table *t = *state;

    assert_true(slot_acquire_token(&t->seats[0]));
    assert_true(slot_acquire_token(&t->seats[1]));
    scoreboard_assign(t->budget, 0, 0);
    assert_true(slot_acquire_token(&t->seats[2]));
    assert_false(slot_acquire_token(&t->seats[3]));
}

static void who_has_asked_longest_comes_first(void **state)
{
    struct table *t = *state;

    slot_set_polling(&t->seats[3]);
    slot_set_polling(&t->seats[1]);
    (void)words();
    assert_false(slot_acquire_token(&t->seats[0]));
    assert_int_equal(words(), 1);
    assert_false(slot_acquire_token(&t->seats[1]));
    assert_true(slot_acquire_token(&t->seats[3]));
    /* Having one, it leaves the next to the next in line, and says so. */
    assert_int_equal(words(), 2);
    assert_true(slot_acquire_token(&t->seats[1]));
    assert_int_equal(words(), 0);
}

static void who_works_does_not_stand_in_line(void **state)
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

static void an_offer_reaches_who_is_first_and_only_with_a_free_one(void **state)
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

static void all_are_told_once_that_they_may_begin(void **state)
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

static void an_event_without_an_answer_is_remembered(void **state)
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

static void one_lane_alone_may_all(void **state)
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
        cmocka_unit_test_setup_teardown(so_many_have_one_and_no_more, lay,
                                        clear),
        cmocka_unit_test_setup_teardown(what_the_dead_held_is_free, lay, clear),
        cmocka_unit_test_setup_teardown(who_has_asked_longest_comes_first, lay,
                                        clear),
        cmocka_unit_test_setup_teardown(who_works_does_not_stand_in_line, lay,
                                        clear),
        cmocka_unit_test_setup_teardown(
            an_offer_reaches_who_is_first_and_only_with_a_free_one, lay, clear),
        cmocka_unit_test_setup_teardown(all_are_told_once_that_they_may_begin,
                                        lay, clear),
        cmocka_unit_test_setup_teardown(
            an_event_without_an_answer_is_remembered, lay, clear),
        cmocka_unit_test(one_lane_alone_may_all),
    };

    (void)signal(WAKE_SIGNAL, count);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
