/* bootstrap/worker/template - when a template is replaced, and when there is
 * none. The program runs itself as the interpreter of a template. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/worker/template_end.h"
#include "test/unit/support/template_fixture.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, COPIES_MAX = 10000 };

static void lower_files(pid_t pid)
{
    const struct rlimit few = {30, 30};

    assert_int_equal(syscall(SYS_prlimit64, pid, RLIMIT_NOFILE, &few, NULL), 0);
}

static void a_template_that_is_changed_is_not_copied(void **state)
{
    struct stage *s = *state;
    struct template *t = &s->template;

    begin(s, "agrees");
    prepare(s);
    lower_files(worker_pid(t->worker));
    assert_false(copy(s));
    assert_int_equal(t->state, TEMPLATE_NONE);
    stop_all(s);
    assert_true(template_advance(t));
    lower_files(worker_pid(t->worker)); /* before it is ready */
    wait_while(s, TEMPLATE_LOADING);
    assert_true(template_advance(t));
    wait_while(s, TEMPLATE_PREPARING);
    assert_int_equal(t->state, TEMPLATE_OFF);
}

static void a_template_lives_for_a_day_or_10000_copies(void **state)
{
    struct stage *s = *state;
    struct template *t = &s->template;

    begin(s, "agrees");
    for (int n = 0; n < 2; n++) {
        prepare(s);
        t->count = n == 0 ? COPIES_MAX - 2 : 0;
        assert_true(copy(s));
        assert_int_equal(t->state, TEMPLATE_READY);
        worker_stop(&s->workers[0]);
        while (worker_state_of(&s->workers[0]) != WORKER_NONE)
            handle_once(s);
        t->started_ms -= n == 1 ? DAY_MS : 0;
        assert_true(copy(s));
        assert_int_equal(t->state, TEMPLATE_NONE);
        stop_all(s);
    }
}

static void copies_that_end_too_early_cost_the_template_its_place(void **state)
{
    struct stage *s = *state;

    begin(s, "agrees");
    template_distrust(&s->template);
    assert_int_equal(s->template.state, TEMPLATE_NONE);
    for (int n = 0; n < 2; n++) {
        prepare(s);
        assert_true(copy(s));
        template_distrust(&s->template);
        assert_int_equal(s->template.state,
                         n == 0 ? TEMPLATE_NONE : TEMPLATE_OFF);
        stop_all(s);
    }
}

static void some_functions_have_no_template(void **state)
{
    struct stage *s = *state;

    s->spares.enabled = false;
    begin(s, "agrees");
    assert_int_equal(s->template.state, TEMPLATE_OFF);
    s->spares = (struct spare_policy){.enabled = true};
    begin(s, "agrees");
    assert_int_equal(s->template.state, TEMPLATE_OFF);
    s->spares.copies = COPIES_ASKED;
    s->policy.sandbox.ipc = true;
    begin(s, "agrees");
    assert_int_equal(s->template.state, TEMPLATE_OFF);
    s->policy.sandbox.ipc = false;
    s->handler.engine = &engine_deno;
    (void)snprintf(s->handler.bridge, sizeof s->handler.bridge, "/none/x.js");
    begin(s, "agrees");
    assert_int_equal(s->template.state, TEMPLATE_OFF);
    assert_false(template_advance(&s->template));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_TEMPLATE(a_template_that_is_changed_is_not_copied),
        WITH_TEMPLATE(a_template_lives_for_a_day_or_10000_copies),
        WITH_TEMPLATE(copies_that_end_too_early_cost_the_template_its_place),
        WITH_TEMPLATE(some_functions_have_no_template),
    };

    return argc > 1 ? fake_template(argv[1])
                    : cmocka_run_group_tests(tests, adopt, NULL);
}
