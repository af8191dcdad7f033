/* host/runner/turns - which function begins when more wait than may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "common/clock.h"
#include "host/runner/turns.h"

enum { FUNCTIONS = 3, TURNS_EACH = 64 };

struct fake {
    struct turns *turns;
    struct turn_place place;
    struct turn turn[TURNS_EACH];
    unsigned begun;
    unsigned wants;
};

/* One that has rested would not wait. */
static void begin(struct fake *fake, enum turn_kind kind)
{
    while (fake->wants > 0 && fake->begun < TURNS_EACH) {
        fake->place.last_ms = clock_mono_ms();
        if (!turns_may_begin(fake->turns, &fake->place, kind))
            return;
        turns_hold(fake->turns, &fake->turn[fake->begun++], &fake->place, kind);
        fake->wants--;
    }
}

static void on_turn(void *self)
{
    begin(self, TURN_CALL);
}

static void set_up(struct turns *turns, struct event_loop *loop,
                   struct fake fakes[FUNCTIONS])
{
    struct error err = ERROR_NONE;

    assert_true(event_loop_open(loop, &err));
    turns_open(turns, loop);
    (void)close(turns->load_file);
    turns->load_file = -1; /* no CPU is known to be idle */
    turns->most = 2;
    for (int i = 0; i < FUNCTIONS; i++) {
        fakes[i] = (struct fake){.turns = turns};
        fakes[i].place =
            (struct turn_place){.on_turn = on_turn, .self = &fakes[i]};
    }
}

static void tear_down(struct turns *turns, struct event_loop *loop)
{
    turns_close(turns);
    event_loop_close(loop);
}

static void one_function_alone_does_not_wait(void **state)
{
    struct turns turns;
    struct event_loop loop;
    struct fake fakes[FUNCTIONS];

    (void)state;
    set_up(&turns, &loop, fakes);
    fakes[0].wants = 10;
    begin(&fakes[0], TURN_CALL);
    assert_int_equal(fakes[0].begun, 10);
    tear_down(&turns, &loop);
}

static void those_with_fewer_turns_go_first(void **state)
{
    struct turns turns;
    struct event_loop loop;
    struct fake fakes[FUNCTIONS];

    (void)state;
    set_up(&turns, &loop, fakes);
    fakes[0].wants = 20;
    fakes[1].wants = 20;
    begin(&fakes[1], TURN_START); /* so that no function is alone */
    turns.most = 0;
    fakes[1].begun = 0;
    fakes[1].wants = 20;
    begin(&fakes[0], TURN_CALL);
    begin(&fakes[1], TURN_CALL);
    assert_int_equal(fakes[0].begun + fakes[1].begun, 0);
    turns.most = 4;
    assert_int_not_equal(turns.hook.run(&turns), -1);
    assert_int_equal(fakes[0].begun, 2);
    assert_int_equal(fakes[1].begun, 2);
    /* Each turn that ends is the next one's. */
    for (unsigned i = 0; i < 4; i++) {
        turns_end(&turns, &fakes[i % 2].turn[i / 2]);
        (void)turns.hook.run(&turns);
        assert_int_equal(fakes[0].begun + fakes[1].begun, 5 + i);
    }
    assert_int_equal(fakes[0].begun, fakes[1].begun);
    tear_down(&turns, &loop);
}

static void one_that_has_rested_does_not_wait(void **state)
{
    struct turns turns;
    struct event_loop loop;
    struct fake fakes[FUNCTIONS];

    (void)state;
    set_up(&turns, &loop, fakes);
    fakes[0].wants = 1;
    fakes[1].wants = 9;
    begin(&fakes[0], TURN_CALL);
    begin(&fakes[1], TURN_CALL);
    assert_int_equal(fakes[1].begun, 1);
    assert_true(fakes[1].place.waits);
    assert_int_equal(fakes[2].place.last_ms, 0);
    assert_true(turns_may_begin(&turns, &fakes[2].place, TURN_CALL));
    tear_down(&turns, &loop);
}

static void a_turn_is_over_after_a_while(void **state)
{
    struct turns turns;
    struct event_loop loop;
    struct fake fakes[FUNCTIONS];

    (void)state;
    set_up(&turns, &loop, fakes);
    fakes[0].wants = 1;
    fakes[1].wants = 2;
    begin(&fakes[0], TURN_CALL);
    begin(&fakes[1], TURN_CALL);
    assert_int_equal(fakes[1].begun, 1);
    fakes[0].turn[0].until_ms = 1;
    assert_int_equal(turns.hook.run(&turns), -1);
    assert_int_equal(fakes[1].begun, 2);
    tear_down(&turns, &loop);
}

static void one_that_leaves_is_not_called(void **state)
{
    struct turns turns;
    struct event_loop loop;
    struct fake fakes[FUNCTIONS];

    (void)state;
    set_up(&turns, &loop, fakes);
    fakes[0].wants = 1;
    fakes[1].wants = 2;
    begin(&fakes[0], TURN_CALL);
    begin(&fakes[1], TURN_CALL);
    turns_leave(&turns, &fakes[1].place);
    turns_end(&turns, &fakes[0].turn[0]);
    assert_int_equal(turns.hook.run(&turns), -1);
    assert_int_equal(fakes[1].begun, 1);
    tear_down(&turns, &loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_function_alone_does_not_wait),
        cmocka_unit_test(those_with_fewer_turns_go_first),
        cmocka_unit_test(one_that_has_rested_does_not_wait),
        cmocka_unit_test(a_turn_is_over_after_a_while),
        cmocka_unit_test(one_that_leaves_is_not_called),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
