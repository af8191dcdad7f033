/* template_fixture.h - a template and the workers around it; the interpreter is
 * fake_template.h in this program itself. */
#ifndef DAYFLY_TEST_TEMPLATE_FIXTURE_H
#define DAYFLY_TEST_TEMPLATE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "bootstrap/launch/engine_python.h"
#include "bootstrap/worker/template.h"
#include "common/clock.h"
#include "common/fd.h"
#include "test/unit/support/adopt.h"
#include "test/unit/support/fake_template.h"

struct stage {
    struct log log;
    struct settings settings;
    struct handler handler;
    struct environment environment;
    struct command_line line;
    struct sandbox_policy policy;
    struct worker_config config;
    struct worker workers[WORKERS];
    struct spare_policy spares;
    struct template template;
    char manner[32];
};

static inline int set_up(void **state)
{
    static char path[] = "PATH=/usr/bin:/bin";
    static char self[] = "/proc/self/exe";
    static char *variables[] = {path, NULL};
    static struct stage s;
    struct error err = ERROR_NONE;

    s = (struct stage){
        .log = LOG(memfd_create("log", MFD_CLOEXEC)),
        .settings = {.handler = "x.y", .reuse = 1},
        .handler = {.root = "/", .bridged = true, .engine = &engine_python},
        .environment = ENVIRONMENT,
        .line = COMMAND_LINE,
        .spares = {.enabled = true, .copies = COPIES_ASKED}};
    s.config = (struct worker_config){.settings = &s.settings,
                                      .handler = &s.handler,
                                      .environment = &s.environment,
                                      .command_line = &s.line,
                                      .policy = &s.policy};
    for (size_t i = 0; i < WORKERS; i++)
        worker_init(&s.workers[i], &s.config, &s.log);
    worker_set_siblings(s.workers);
    s.line.argv[0] = self;
    s.line.argv[1] = s.manner;
    *state = &s;
    return environment_open(&s.environment, variables, NULL, CREDENTIALS_GIVEN,
                            &err)
               ? 0
               : -1;
}

static inline void handle_once(struct stage *s)
{
    struct poll_set set = POLL_SET_EMPTY;

    for (size_t i = 0; i < WORKERS; i++)
        if (&s->workers[i] != s->template.worker)
            worker_poll_fds(&s->workers[i], &set);
    template_poll_fds(&s->template, &set);
    poll_set_deadline(&set, clock_mono_ms() + 50);
    assert_true(poll(set.fds, set.count, set.timeout_ms) >= 0);
    for (size_t i = 0; i < WORKERS; i++)
        if (&s->workers[i] != s->template.worker)
            worker_handle_io(&s->workers[i], &set);
    template_handle_io(&s->template, &set);
}

static inline void stop_all(struct stage *s)
{
    for (size_t i = 0; i < WORKERS; i++) {
        worker_stop(&s->workers[i]);
        while (worker_state_of(&s->workers[i]) != WORKER_NONE)
            handle_once(s);
    }
}

static inline int tear_down(void **state)
{
    struct stage *s = *state;

    template_stop(&s->template);
    stop_all(s);
    for (size_t i = 0; i < WORKERS; i++)
        worker_free(&s->workers[i]);
    environment_free(&s->environment);
    fd_close(&s->template.rules);
    fd_close(&s->log.fd);
    log_free(&s->log);
    return 0;
}

static inline void begin(struct stage *s, const char *manner)
{
    (void)snprintf(s->manner, sizeof s->manner, "%s", manner);
    template_init(&s->template, &s->spares, &s->workers[WORKERS - 1], &s->log);
}

static inline void wait_while(struct stage *s, enum template_state old)
{
    while (s->template.state == old)
        handle_once(s);
}

/* To the state after PREPARING. */
static inline void prepare(struct stage *s)
{
    struct template *t = &s->template;

    assert_int_equal(t->state, TEMPLATE_NONE);
    assert_true(template_advance(t));
    assert_int_equal(t->state, TEMPLATE_LOADING);
    assert_true(template_is_ordinary_yet(t) || t->was_ready);
    wait_while(s, TEMPLATE_LOADING);
    assert_int_equal(t->state, TEMPLATE_LOADED);
    assert_true(template_advance(t));
    assert_int_equal(t->state, TEMPLATE_PREPARING);
    assert_false(template_is_ordinary_yet(t));
    assert_true(template_advance(t));
    wait_while(s, TEMPLATE_PREPARING);
}

static inline bool copy(struct stage *s)
{
    bool asked = template_copy(&s->template, &s->workers[0], false);

    template_finish_copy(&s->template);
    return asked && worker_state_of(&s->workers[0]) == WORKER_IDLE;
}

/* A cmocka test with this fixture. */
#define WITH_TEMPLATE(test)                                                    \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
