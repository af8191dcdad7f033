/* pair_fixture.h - the workers of a runtime that shares its token with another
 * one; the interpreter is fake_template.h in the program itself. */
#ifndef DAYFLY_TEST_PAIR_FIXTURE_H
#define DAYFLY_TEST_PAIR_FIXTURE_H

#include <unistd.h>

#include "bootstrap/worker/next_spare.h"
#include "test/unit/support/template_fixture.h"

enum { RUNTIMES = 2 };

struct scene {
    struct stage *stage;
    struct worker_pair pair;
    struct scoreboard *board;
    struct scoreboard_slot slots[RUNTIMES];
    struct event_trace trace;
};

/* Two runtimes with one token; the pair is that of the first. */
static inline int open_scene(void **state)
{
    static struct scene scene;
    static const struct spare_policy none = {.enabled = false};
    struct error err = ERROR_NONE;

    if (set_up(state) != 0)
        return -1;
    scene = (struct scene){.stage = *state,
                           .board = scoreboard_new(RUNTIMES, 1, &err)};
    for (size_t i = 0; scene.board && i < RUNTIMES; i++) {
        scene.slots[i] =
            (struct scoreboard_slot){.board = scene.board, .index = i};
        scoreboard_assign(scene.board, i, getpid());
    }
    /* Without a watch of the code. */
    worker_pair_init(&scene.pair, &scene.stage->config, &none, &scene.slots[0],
                     &scene.trace, &scene.stage->log);
    *state = &scene;
    return scene.board ? 0 : -1;
}

static inline int close_scene(void **state)
{
    struct scene *scene = *state;

    worker_pair_shutdown(&scene->pair, 5000);
    fd_close(&scene->pair.template.rules);
    worker_pair_free(&scene->pair);
    scoreboard_free(scene->board);
    *state = scene->stage;
    return tear_down(state);
}

/* manner: of the template, see fake_template.h */
static inline struct worker_pair *start_pair(struct scene *scene,
                                             const char *manner, bool frozen)
{
    struct worker_pair *pair = &scene->pair;

    begin(scene->stage, manner);
    pair->policy = (struct spare_policy){.enabled = true,
                                         .early = true,
                                         .frozen = frozen,
                                         .copies = COPIES_ASKED,
                                         .memory_kib = INT64_MAX};
    template_init(&pair->template, &pair->policy, &pair->workers[WORKERS - 1],
                  &scene->stage->log);
    return pair;
}

static inline void handle_pair(struct worker_pair *pair)
{
    struct poll_set set = POLL_SET_EMPTY;

    worker_pair_poll_fds(pair, &set);
    poll_set_deadline(&set, clock_mono_ms() + 50);
    assert_true(poll(set.fds, set.count, set.timeout_ms) >= 0);
    worker_pair_handle_io(pair, &set);
}

/* Without what follows for the pair. */
static inline void handle_template(struct template *t)
{
    struct poll_set set = POLL_SET_EMPTY;

    template_poll_fds(t, &set);
    assert_true(poll(set.fds, set.count, 50) >= 0);
    template_handle_io(t, &set);
}

static inline void handle_until(struct worker_pair *pair,
                                enum template_state state)
{
    while (pair->template.state != state)
        handle_pair(pair);
}

static inline void start_now(struct worker_pair *pair)
{
    pair->start_spare_ms = clock_mono_ms();
    next_spare_start_if_due(pair);
}

/* A worker as it is while it has an event. */
static inline void pretend_busy(struct worker *w, bool busy)
{
    w->process.state = busy ? PROCESS_RUNNING : PROCESS_EMPTY;
    w->process.busy = busy;
}

/* A cmocka test with this fixture. */
#define IN_SCENE(test)                                                         \
    cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

#endif
