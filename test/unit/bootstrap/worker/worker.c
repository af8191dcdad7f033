/* bootstrap/worker/worker - the states of a worker: as computed from its parts,
 * and as each event changes them. A shell stands in for handler and bridge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "bootstrap/launch/engine_python.h"
#include "bootstrap/worker/worker.h"
#include "bootstrap/worker/worker_start.h"
#include "common/clock.h"
#include "common/fd.h"
#include "test/unit/support/adopt.h"

#define READ_HELLO                                                             \
    "exec <&3; read -r hello; n=${hello#*nonce\\\":\\\"}; n=${n%%\\\"*}; "
#define SAY(frame) "printf '\\036%s " frame "' \"$n\"; "
#define READY SAY("ready 0\\n\\n")
#define RESULT SAY("result 2\\n{}\\n")
#define READ_EVENT "read -r line && read -r event"

enum { LONG_MS = 30000 };

struct stage {
    struct log log;
    struct settings settings;
    struct handler handler;
    struct environment environment;
    struct command_line line;
    struct sandbox_policy policy;
    struct worker_config config;
    struct invocation inv;
    struct worker worker;
};

static int set_up(void **state)
{
    static char path[] = "PATH=/usr/bin:/bin";
    static char *variables[] = {path, NULL};
    static struct stage s;
    struct error err = ERROR_NONE;

    s = (struct stage){.log = LOG(memfd_create("log", MFD_CLOEXEC)),
                       .settings = {.handler = "x.y", .reuse = 9},
                       .handler = {.root = "/"},
                       .environment = ENVIRONMENT,
                       .line = COMMAND_LINE};
    s.config = (struct worker_config){.settings = &s.settings,
                                      .handler = &s.handler,
                                      .environment = &s.environment,
                                      .command_line = &s.line,
                                      .policy = &s.policy};
    invocation_init(&s.inv);
    worker_init(&s.worker, &s.config, &s.log);
    *state = &s;
    return environment_open(&s.environment, variables, NULL, CREDENTIALS_GIVEN,
                            &err) &&
                   buf_add_str(&s.inv.event, "{}\n")
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    struct stage *s = *state;

    worker_free(&s->worker);
    invocation_free(&s->inv);
    environment_free(&s->environment);
    fd_close(&s->log.fd);
    log_free(&s->log);
    return 0;
}

static void wait_once(struct stage *s)
{
    struct poll_set set = POLL_SET_EMPTY;

    worker_poll_fds(&s->worker, &set);
    assert_true(poll(set.fds, set.count, set.timeout_ms) >= 0);
    worker_handle_io(&s->worker, &set);
}

enum event { START, READINESS, ASSIGN, OUTCOME_KNOWN, RESET, STOP, GONE };

static void meet(struct stage *s, enum event event)
{
    struct worker *w = &s->worker;

    switch (event) {
    case START:
        worker_start_idle(w, false);
        return;
    case READINESS:
        while (!w->process.pipes.reader.ready)
            wait_once(s);
        return;
    case ASSIGN:
        worker_assign(w, &s->inv);
        return;
    case OUTCOME_KNOWN:
        while (w->outcome.kind == OUTCOME_PENDING)
            wait_once(s);
        return;
    case RESET:
        worker_reset(w);
        return;
    case STOP:
        worker_stop(w);
        return;
    case GONE:
        while (worker_state_of(w) != WORKER_NONE)
            wait_once(s);
        return;
    }
}

struct story {
    const char *script; /* NULL: the program does not exist */
    bool bridged;
    int64_t limit_ms;
    size_t count;
    struct {
        enum event event;
        enum worker_state then;
    } steps[12];
};

static const struct story stories[] = {
    {.script = READ_HELLO READY "while " READ_EVENT "; do " RESULT " done",
     .bridged = true,
     .count = 12,
     .steps = {{STOP, WORKER_NONE},
               {START, WORKER_STARTING},
               {READINESS, WORKER_IDLE},
               {ASSIGN, WORKER_BUSY},
               {OUTCOME_KNOWN, WORKER_DONE},
               {RESET, WORKER_IDLE},
               {ASSIGN, WORKER_BUSY},
               {OUTCOME_KNOWN, WORKER_DONE},
               {STOP, WORKER_STOPPING},
               {STOP, WORKER_STOPPING},
               {GONE, WORKER_NONE},
               {STOP, WORKER_NONE}}},
    /* An event may be assigned before the process is ready. */
    {.script = READ_HELLO READ_EVENT "; " READY "sleep 60",
     .bridged = true,
     .count = 5,
     .steps = {{START, WORKER_STARTING},
               {ASSIGN, WORKER_BUSY},
               {READINESS, WORKER_BUSY},
               {STOP, WORKER_STOPPING},
               {GONE, WORKER_NONE}}},
    /* A bridge that never reports that it is ready. */
    {.script = READ_HELLO "while " READ_EVENT "; do " RESULT " done",
     .bridged = true,
     .count = 6,
     .steps = {{START, WORKER_STARTING},
               {ASSIGN, WORKER_BUSY},
               {OUTCOME_KNOWN, WORKER_DONE},
               {RESET, WORKER_STARTING},
               {STOP, WORKER_STOPPING},
               {GONE, WORKER_NONE}}},
    /* The process ends while it waits. */
    {.script = "exit 1",
     .bridged = true,
     .count = 4,
     .steps = {{START, WORKER_STARTING},
               {OUTCOME_KNOWN, WORKER_DONE},
               {STOP, WORKER_STOPPING},
               {GONE, WORKER_NONE}}},
    {.script = READ_HELLO READY "sleep .2",
     .bridged = true,
     .count = 5,
     .steps = {{START, WORKER_STARTING},
               {READINESS, WORKER_IDLE},
               {OUTCOME_KNOWN, WORKER_DONE},
               {STOP, WORKER_STOPPING},
               {GONE, WORKER_NONE}}},
    {.script =
         READ_HELLO SAY("init-error 2\\n{}") "sleep .2; " READY "sleep 60",
     .bridged = true,
     .count = 5,
     .steps = {{START, WORKER_STARTING},
               {OUTCOME_KNOWN, WORKER_DONE},
               {READINESS, WORKER_DONE},
               {STOP, WORKER_STOPPING},
               {GONE, WORKER_NONE}}},
    /* A plain executable has nothing to load. */
    {.script = "cat",
     .count = 5,
     .steps = {{START, WORKER_IDLE},
               {ASSIGN, WORKER_BUSY},
               {OUTCOME_KNOWN, WORKER_DONE},
               {STOP, WORKER_STOPPING},
               {GONE, WORKER_NONE}}},
    /* After its deadline a process is stopped without worker_stop(). */
    {.script = "trap '' TERM; sleep 60",
     .limit_ms = 100,
     .count = 4,
     .steps = {{START, WORKER_IDLE},
               {ASSIGN, WORKER_BUSY},
               {OUTCOME_KNOWN, WORKER_DONE},
               {GONE, WORKER_NONE}}},
    {.script = NULL, .count = 1, .steps = {{START, WORKER_NONE}}},
};

static void each_event_leads_to_the_state_of_the_table(void **state)
{
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(stories); i++) {
        const struct story *story = &stories[i];
        char *script = (char *)(uintptr_t)story->script;
        s->line.argv[0] = script ? (char[]){"/bin/sh"} : (char[]){"/missing"};
        s->line.argv[1] = (char[]){"-c"};
        s->line.argv[2] = script;
        s->handler.bridged = story->bridged;
        s->handler.engine = &engine_python;
        s->inv.deadline = deadline_make(
            clock_mono_ms(), story->limit_ms ? story->limit_ms : LONG_MS);
        for (size_t k = 0; k < story->count; k++) {
            meet(s, story->steps[k].event);
            if (worker_state_of(&s->worker) != story->steps[k].then)
                fail_msg("story %zu, step %zu: state %d, outcome %d: %s", i, k,
                         (int)worker_state_of(&s->worker),
                         (int)s->worker.outcome.kind,
                         s->worker.outcome.why.text);
        }
    }
    assert_int_equal(s->worker.outcome.kind, OUTCOME_EXEC_FAILED);
}

/* Of a running process. */
static const struct {
    bool busy, pending, ready, bridged;
    enum worker_state state;
} parts[] = {
    {false, true, false, true, WORKER_STARTING},
    {false, true, false, false, WORKER_IDLE},
    {false, true, true, true, WORKER_IDLE},
    {false, true, true, false, WORKER_IDLE},
    {true, true, false, true, WORKER_BUSY},
    {true, true, false, false, WORKER_BUSY},
    {true, true, true, true, WORKER_BUSY},
    {true, true, true, false, WORKER_BUSY},
    {false, false, false, true, WORKER_DONE},
    {false, false, false, false, WORKER_DONE},
    {false, false, true, true, WORKER_DONE},
    {false, false, true, false, WORKER_DONE},
    {true, false, false, true, WORKER_DONE},
    {true, false, false, false, WORKER_DONE},
    {true, false, true, true, WORKER_DONE},
    {true, false, true, false, WORKER_DONE},
};

static void the_state_follows_from_process_outcome_and_reader(void **state)
{
    static struct worker w;

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        w.process.busy = parts[i].busy;
        w.process.bridged = parts[i].bridged;
        w.process.pipes.reader.ready = parts[i].ready;
        w.outcome.kind = parts[i].pending ? OUTCOME_PENDING : OUTCOME_RESULT;
        w.process.state = PROCESS_RUNNING;
        assert_int_equal(worker_state_of(&w), parts[i].state);
        assert_int_equal(worker_is_waiting(&w),
                         parts[i].state == WORKER_STARTING ||
                             parts[i].state == WORKER_IDLE);
        w.process.state = PROCESS_STOPPING;
        assert_int_equal(worker_state_of(&w), WORKER_STOPPING);
        w.process.state = PROCESS_EMPTY;
        assert_int_equal(worker_state_of(&w), WORKER_NONE);
        assert_false(worker_is_waiting(&w));
        assert_int_equal(worker_stopping_ms(&w), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_follows_from_process_outcome_and_reader),
        cmocka_unit_test_setup_teardown(
            each_event_leads_to_the_state_of_the_table, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, adopt, NULL);
}
