/* bootstrap/worker/template - the states of a template. The program runs itself
 * as the interpreter of a template, which behaves as its argument says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test/unit/support/template_fixture.h"

static void a_template_that_agrees_is_copied_until_it_is_stopped(void **state)
{
    struct stage *s = *state;
    struct template *t = &s->template;
    pid_t last = 0;

    begin(s, "agrees");
    assert_false(template_copy(t, &s->workers[0], false));
    prepare(s);
    assert_int_equal(t->state, TEMPLATE_READY);
    assert_false(template_advance(t));
    assert_true(template_shared_kib(t) > 0);
    for (int64_t i = 1; i <= 3; i++) {
        assert_true(copy(s));
        assert_int_equal(t->count, i);
        assert_int_not_equal(worker_pid(&s->workers[0]), worker_pid(t->worker));
        assert_int_not_equal(worker_pid(&s->workers[0]), last);
        last = worker_pid(&s->workers[0]);
        worker_stop(&s->workers[0]);
        while (worker_state_of(&s->workers[0]) != WORKER_NONE)
            handle_once(s);
    }
    template_stop(t);
    assert_int_equal(t->state, TEMPLATE_NONE);
    assert_int_equal(t->control, -1);
    assert_int_equal(template_shared_kib(t), 0);
}

static void what_refuses_is_handed_over_and_none_is_started_again(void **state)
{
    struct stage *s = *state;
    struct template *t = &s->template;

    begin(s, "refuses");
    prepare(s);
    assert_int_equal(t->state, TEMPLATE_OFF);
    assert_true(t->is_ordinary);
    struct worker *w = template_release(t, &s->workers[1]);
    assert_ptr_equal(w, &s->workers[WORKERS - 1]);
    assert_int_equal(worker_state_of(w), WORKER_IDLE);
    assert_false(template_advance(t));
    assert_int_equal(t->state, TEMPLATE_OFF);
}

/* Each is tried twice. None is handed over, also if the end of the process is
 * seen before that of its socket. */
static void a_template_that_fails_twice_is_given_up(void **state)
{
    static const char *const manners[] = {"mumbles", "leaves", "is silent",
                                          "fails"};
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(manners); i++) {
        begin(s, manners[i]);
        for (int n = 0; n < 2; n++) {
            prepare(s);
            if (s->template.state == TEMPLATE_READY)
                assert_false(copy(s));
            assert_int_equal(s->template.state,
                             n == 0 ? TEMPLATE_NONE : TEMPLATE_OFF);
            assert_false(s->template.is_ordinary);
            stop_all(s);
        }
    }
}

static void a_template_that_ends_while_it_loads_is_handed_over(void **state)
{
    struct stage *s = *state;
    struct template *t = &s->template;

    begin(s, "ends");
    for (int n = 0; n < 2; n++) {
        assert_true(template_advance(t));
        wait_while(s, TEMPLATE_LOADING);
        assert_int_equal(t->state, n == 0 ? TEMPLATE_NONE : TEMPLATE_OFF);
        assert_true(t->is_ordinary);
        assert_true(template_advance(t));
        struct worker *w = template_release(t, &s->workers[1 - n]);
        assert_int_equal(worker_state_of(w), WORKER_DONE);
        worker_stop(w);
        while (worker_state_of(w) != WORKER_NONE)
            handle_once(s);
    }
}

static void only_who_asks_gets_copies_of_an_untested_version(void **state)
{
    struct stage *s = *state;

    s->spares.copies = COPIES_TESTED;
    begin(s, "untested");
    assert_true(template_advance(&s->template));
    wait_while(s, TEMPLATE_LOADING);
    assert_int_equal(s->template.state, TEMPLATE_OFF);
    assert_true(s->template.is_ordinary);
    stop_all(s);
    s->spares.copies = COPIES_ASKED;
    begin(s, "untested");
    prepare(s);
    assert_int_equal(s->template.state, TEMPLATE_READY);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_TEMPLATE(a_template_that_agrees_is_copied_until_it_is_stopped),
        WITH_TEMPLATE(what_refuses_is_handed_over_and_none_is_started_again),
        WITH_TEMPLATE(a_template_that_fails_twice_is_given_up),
        WITH_TEMPLATE(a_template_that_ends_while_it_loads_is_handed_over),
        WITH_TEMPLATE(only_who_asks_gets_copies_of_an_untested_version),
    };

    return argc > 1 ? fake_template(argv[1])
                    : cmocka_run_group_tests(tests, adopt, NULL);
}
