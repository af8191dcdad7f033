/* pair_fixture.h - a worker_pair of one of two runtimes, with one token for
 * both. Include cmocka.h before. */
#ifndef DAYFLY_TEST_PAIR_FIXTURE_H
#define DAYFLY_TEST_PAIR_FIXTURE_H

#include <unistd.h>

#include "bootstrap/worker/worker_pair.h"
#include "test/unit/support/template_fixture.h"

enum { MB = 1024, RUNTIMES = 2 };

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

#endif
