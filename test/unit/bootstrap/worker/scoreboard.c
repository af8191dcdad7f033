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
    struct budget *budget;
    struct seat seats[LANES];
};

/* All seats are this process, so that every word to a lane comes here. */
static int lay(void **state)
{
    static struct table table;
    struct fault why = FAULT_NONE;

    table.budget = budget_new(LANES, TOKENS, &why);
    if (!table.budget)
        return -1;
    for (size_t i = 0; i < LANES; i++) {
        table.seats[i] = (struct seat){.budget = table.budget, .number = i};
        budget_seat(table.budget, i, getpid());
    }
    *state = &table;
    return 0;
}

static int clear(void **state)
{
    struct table *table = *state;

    budget_free(table->budget);
    return 0;
}

static volatile sig_atomic_t told;

static void count(int signo)
{
    told += signo == BUDGET_SIGNAL;
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

    assert_true(seat_may_raise(&t->seats[0]));
    assert_true(seat_may_raise(&t->seats[1]));
    assert_false(seat_may_raise(&t->seats[2]));
    assert_true(seat_may_raise(&t->seats[0])); /* its own already */
    assert_false(seat_may_raise(&t->seats[2]));
    seat_release(&t->seats[1]);
    seat_release(&t->seats[1]);
    assert_true(seat_may_raise(&t->seats[2]));
    assert_false(seat_may_raise(&t->seats[3]));
}

static void what_the_dead_held_is_free(void **state)
{
    struct table *t = *state;

    assert_true(seat_may_raise(&t->seats[0]));
    assert_true(seat_may_raise(&t->seats[1]));
    budget_seat(t->budget, 0, 0);
    assert_true(seat_may_raise(&t->seats[2]));
    assert_false(seat_may_raise(&t->seats[3]));
}

static void who_has_asked_longest_comes_first(void **state)
{
    struct table *t = *state;

    seat_asks(&t->seats[3]);
    seat_asks(&t->seats[1]);
    (void)words();
    assert_false(seat_may_raise(&t->seats[0]));
    assert_int_equal(words(), 1);
    assert_false(seat_may_raise(&t->seats[1]));
    assert_true(seat_may_raise(&t->seats[3]));
    /* Having one, it leaves the next to the next in line, and says so. */
    assert_int_equal(words(), 2);
    assert_true(seat_may_raise(&t->seats[1]));
    assert_int_equal(words(), 0);
}

static void who_works_does_not_stand_in_line(void **state)
{
    struct table *t = *state;

    seat_asks(&t->seats[3]);
    assert_true(seat_waits(&t->seats[3]));
    seat_is_given(&t->seats[3], "id");
    assert_false(seat_waits(&t->seats[3]));
    assert_true(seat_may_raise(&t->seats[0]));
    seat_asks(&t->seats[2]);
    assert_false(seat_may_raise(&t->seats[3]));
    budget_seat(t->budget, 2, 0);
    assert_true(seat_may_raise(&t->seats[3]));
}

static void an_offer_reaches_who_is_first_and_only_with_a_free_one(void **state)
{
    struct table *t = *state;

    (void)words();
    seat_offer(&t->seats[0]);
    assert_int_equal(words(), 0);
    seat_asks(&t->seats[4]);
    seat_offer(&t->seats[0]);
    assert_int_equal(words(), 1);
    assert_true(seat_may_raise(&t->seats[4]));
    seat_offer(&t->seats[0]);
    assert_int_equal(words(), 0);
}

static void all_are_told_once_that_they_may_begin(void **state)
{
    struct table *t = *state;

    (void)words();
    assert_true(seat_is_first(&t->seats[0]));
    assert_false(seat_is_first(&t->seats[1]));
    assert_false(seat_is_open(&t->seats[3]));
    seat_open(&t->seats[0]);
    assert_true(seat_is_open(&t->seats[3]));
    assert_int_equal(words(), LANES - 1);
    seat_open(&t->seats[0]);
    assert_int_equal(words(), 0);
}

static void an_event_without_an_answer_is_remembered(void **state)
{
    struct table *t = *state;
    char id[SEAT_ID_SIZE];
    char endless[SEAT_ID_SIZE + 1];

    assert_false(seat_is_left(&t->seats[1], id));
    assert_false(budget_was_given(t->budget, 1));
    seat_is_given(&t->seats[1], "one");
    assert_true(budget_was_given(t->budget, 1));
    budget_seat(t->budget, 1, 0);
    budget_seat(t->budget, 1, getpid());
    assert_false(budget_was_given(t->budget, 1));
    assert_true(seat_is_left(&t->seats[1], id));
    assert_string_equal(id, "one");
    assert_false(seat_is_left(&t->seats[2], id));
    seat_is_done(&t->seats[1]);
    assert_false(seat_is_left(&t->seats[1], id));
    memset(endless, 'x', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    seat_is_given(&t->seats[1], endless);
    assert_false(seat_is_left(&t->seats[1], id));
}

static void one_lane_alone_may_all(void **state)
{
    const struct seat alone = {0};
    char id[SEAT_ID_SIZE];

    (void)state;
    seat_open(&alone);
    seat_asks(&alone);
    seat_is_given(&alone, "id");
    seat_offer(&alone);
    seat_is_done(&alone);
    for (int i = 0; i < 5; i++)
        assert_true(seat_may_raise(&alone));
    seat_release(&alone);
    assert_true(seat_is_first(&alone));
    assert_false(seat_is_open(&alone));
    assert_false(seat_waits(&alone));
    assert_false(seat_is_left(&alone, id));
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

    (void)signal(BUDGET_SIGNAL, count);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
