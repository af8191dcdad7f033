/* host/base/event_loop - timers and hooks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "host/base/event_loop.h"

struct seen {
    struct event_loop loop;
    struct timer timer;
    unsigned turns;
    bool fired;
};

static void fire(void *self)
{
    struct seen *s = self;

    s->fired = true;
}

/* As the HTTP server, whose hook calls the handlers of requests. */
static int64_t set_timer(void *self)
{
    struct seen *s = self;

    if (s->turns++ == 0)
        timer_set(&s->loop, &s->timer, 10);
    return -1;
}

static void a_timer_that_a_hook_sets_ends_the_wait(void **state)
{
    struct seen s = {.turns = 0};
    struct loop_hook hook = {.run = set_timer, .self = &s};
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(event_loop_open(&s.loop, &err));
    s.timer = (struct timer){.on_fire = fire, .self = &s};
    event_loop_add_hook(&s.loop, &hook);
    /* If the loop never wakes up, SIGALRM ends the test. */
    (void)alarm(20);
    for (int i = 0; i < 100 && !s.fired; i++)
        event_loop_run_once(&s.loop);
    (void)alarm(0);
    assert_true(s.fired);
    event_loop_close(&s.loop);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_timer_that_a_hook_sets_ends_the_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
