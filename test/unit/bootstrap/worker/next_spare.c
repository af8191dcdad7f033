/* bootstrap/worker/next_spare - what is started for the next event, and when: a
 * template, a copy of it, or a process. The program runs itself as the
 * interpreter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test/unit/support/pair_fixture.h"

enum { MB = 1024 };

static void beside_another_process_policy_and_memory_decide(void **state)
{
    static const struct {
        bool busy;
        bool early;
        int64_t memory_mb; /* 0: not known */
        int64_t peak_mb;
        int64_t shared_mb;
        bool allowed;
    } rows[] = {
        {false, false, 1, 999, 0, true}, {true, false, 0, 0, 0, false},
        {true, true, 0, 999, 0, true},   {true, true, 128, 0, 0, true},
        {true, true, 128, 56, 0, true},  {true, true, 128, 57, 0, false},
        {true, true, 128, 57, 2, true},  {true, true, 128, 100, 50, false},
    };
    struct worker_pair *pair = start_pair(*state, "agrees", false);

    for (size_t i = 0; i < COUNT(rows); i++) {
        pretend_busy(pair->active, rows[i].busy);
        pair->policy.early = rows[i].early;
        pair->policy.memory_kib =
            rows[i].memory_mb ? rows[i].memory_mb * MB : INT64_MAX;
        pair->peak_kib = rows[i].peak_mb * MB;
        pair->template.peak_kib = rows[i].shared_mb * MB;
        pair->template.state =
            rows[i].shared_mb ? TEMPLATE_READY : TEMPLATE_LOADED;
        assert_int_equal(next_spare_is_allowed(pair), rows[i].allowed);
    }
    pair->template.state = TEMPLATE_NONE;
    pretend_busy(pair->active, false);
}

static void only_the_first_event_waits_for_no_template(void **state)
{
    struct worker_pair *pair = start_pair(*state, "agrees", false);

    for (int n = 0; n < 16; n++) {
        bool loaded = n & 1;
        pair->policy.frozen = n & 2;
        pair->had_event = n & 4;
        pair->policy.keeps_template = n & 8;
        pair->template.state = loaded ? TEMPLATE_LOADED : TEMPLATE_LOADING;
        assert_int_equal(next_spare_may_wait(pair),
                         loaded && !pair->policy.frozen && !pair->had_event &&
                             !pair->policy.keeps_template);
    }
    pair->policy.keeps_template = false;
    pair->template.state = TEMPLATE_NONE;
}

static void a_template_comes_first_and_copies_follow(void **state)
{
    struct worker_pair *pair = start_pair(*state, "agrees", false);

    start_now(pair);
    assert_int_equal(pair->start_spare_ms, INT64_MAX);
    assert_int_equal(pair->template.state, TEMPLATE_LOADING);
    assert_int_equal(worker_state_of(pair->spare), WORKER_NONE);
    pair->policy.keeps_template = true;
    assert_true(next_spare_is_template(pair));
    pair->policy.keeps_template = false;
    assert_true(next_spare_is_template(pair));
    assert_false(next_spare_is_near(pair));
    handle_until(pair, TEMPLATE_LOADED);
    assert_true(next_spare_may_wait(pair));
    assert_true(next_spare_is_template(pair));
    pair->policy.keeps_template = true;
    assert_false(next_spare_is_template(pair));
    pair->policy.keeps_template = false;
    assert_int_not_equal(pair->start_spare_ms, INT64_MAX);
    handle_until(pair, TEMPLATE_PREPARING);
    assert_false(next_spare_is_template(pair));
    assert_true(next_spare_is_near(pair));
    handle_until(pair, TEMPLATE_READY);
    assert_false(next_spare_may_wait(pair));
    while (worker_state_of(pair->spare) != WORKER_IDLE)
        handle_pair(pair);
    assert_true(pair->spare->process.copied);
    assert_false(next_spare_is_near(pair));
}

static void after_the_first_event_a_loaded_template_is_near(void **state)
{
    struct worker_pair *pair = start_pair(*state, "agrees", false);

    assert_false(next_spare_is_near(pair));
    pair->had_event = true;
    start_now(pair);
    assert_false(next_spare_is_template(pair));
    while (pair->template.state == TEMPLATE_LOADING) {
        assert_false(next_spare_is_near(pair));
        handle_template(&pair->template);
    }
    assert_true(next_spare_is_near(pair));
    assert_int_equal(pair->template.state, TEMPLATE_PREPARING);
}

static void where_the_platform_freezes_a_copy_is_made_at_once(void **state)
{
    struct worker_pair *pair = start_pair(*state, "agrees", true);

    start_now(pair);
    handle_until(pair, TEMPLATE_PREPARING); /* without a pause before it */
    assert_true(worker_pair_spare_is_starting(pair));
    handle_until(pair, TEMPLATE_READY);
    assert_true(worker_pair_spare_is_starting(pair));
    while (worker_pair_spare_is_starting(pair))
        handle_pair(pair);
    assert_int_equal(worker_state_of(pair->spare), WORKER_IDLE);
    assert_true(pair->spare->process.copied);
}

static void what_refuses_becomes_the_spare(void **state)
{
    struct worker_pair *pair = start_pair(*state, "refuses", false);

    start_now(pair);
    pid_t pid = worker_pid(pair->template.worker);
    handle_until(pair, TEMPLATE_OFF);
    assert_int_equal(worker_state_of(pair->spare), WORKER_IDLE);
    assert_int_equal(worker_pid(pair->spare), pid);
    assert_false(pair->spare->process.copied);
    assert_int_equal(worker_state_of(pair->template.worker), WORKER_NONE);
    assert_false(next_spare_is_near(pair));
}

static void without_a_template_processes_are_started(void **state)
{
    struct worker_pair *pair = start_pair(*state, "agrees", false);

    pair->template.state = TEMPLATE_OFF;
    pair->start_spare_ms = clock_mono_ms() + 60 * 1000;
    next_spare_start_if_due(pair);
    assert_int_equal(worker_state_of(pair->spare), WORKER_NONE);
    start_now(pair);
    while (worker_state_of(pair->spare) != WORKER_IDLE)
        handle_pair(pair);
    assert_false(pair->spare->process.copied);
}

static void nothing_is_started_without_a_token(void **state)
{
    struct scene *scene = *state;
    struct worker_pair *pair = start_pair(scene, "agrees", false);

    assert_true(slot_acquire_token(&scene->slots[1]));
    start_now(pair);
    assert_int_equal(pair->template.state, TEMPLATE_NONE);
    assert_false(pair->has_token);
    slot_release_token(&scene->slots[1]);
    start_now(pair);
    assert_true(pair->has_token);
    assert_int_equal(pair->template.state, TEMPLATE_LOADING);
    assert_false(slot_acquire_token(&scene->slots[1]));
}

static void a_token_is_kept_until_the_spare_can_be(void **state)
{
    static const struct {
        enum template_state template;
        bool has_spare;
        bool kept;
    } rows[] = {
        {TEMPLATE_OFF, false, false},      {TEMPLATE_NONE, false, false},
        {TEMPLATE_LOADING, false, true},   {TEMPLATE_LOADED, false, true},
        {TEMPLATE_PREPARING, false, true}, {TEMPLATE_READY, false, false},
        {TEMPLATE_OFF, true, true},        {TEMPLATE_READY, true, true},
    };
    struct scene *scene = *state;
    struct worker_pair *pair = start_pair(scene, "agrees", false);

    for (size_t i = 0; i < COUNT(rows); i++) {
        pair->has_token = slot_acquire_token(pair->slot);
        assert_true(pair->has_token);
        pair->template.state = rows[i].template;
        pretend_busy(pair->spare, rows[i].has_spare);
        next_spare_release_token(pair);
        assert_int_equal(pair->has_token, rows[i].kept);
        slot_release_token(pair->slot);
    }
    pair->has_token = false;
    pair->template.state = TEMPLATE_NONE;
    pretend_busy(pair->spare, false);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(beside_another_process_policy_and_memory_decide),
        IN_SCENE(only_the_first_event_waits_for_no_template),
        IN_SCENE(a_template_comes_first_and_copies_follow),
        IN_SCENE(after_the_first_event_a_loaded_template_is_near),
        IN_SCENE(where_the_platform_freezes_a_copy_is_made_at_once),
        IN_SCENE(what_refuses_becomes_the_spare),
        IN_SCENE(without_a_template_processes_are_started),
        IN_SCENE(nothing_is_started_without_a_token),
        IN_SCENE(a_token_is_kept_until_the_spare_can_be),
    };

    return argc > 1 ? fake_template(argv[1])
                    : cmocka_run_group_tests(tests, adopt, NULL);
}
