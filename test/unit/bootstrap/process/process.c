/* bootstrap/process/process - starting, reading and stopping a process, with a
 * shell in place of a handler. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/process/process.h"
#include "bootstrap/process/process_start.h"
#include "common/clock.h"
#include "common/fd.h"
#include "test/unit/support/adopt.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define FRAME(rest) "printf '\\036" NONCE " " rest "'"

enum { LONG_MS = 30000 }; /* longer than any test takes */

struct fixture {
    struct log log;
    struct response_body body;
    struct outcome outcome;
    struct process process;
    size_t read; /* bytes of an open body */
    size_t unread_max;
};

static int set_up(void **state)
{
    static struct fixture s;

    s = (struct fixture){.log = LOG(memfd_create("log", MFD_CLOEXEC)),
                         .body = RESPONSE_BODY(PAYLOAD_MAX_BYTES + 65536),
                         .outcome = OUTCOME};
    process_init(&s.process, &s.log, &s.body, &s.outcome);
    *state = &s;
    return s.log.fd < 0;
}

static int tear_down(void **state)
{
    struct fixture *s = *state;

    process_free(&s->process);
    fd_close(&s->log.fd);
    log_free(&s->log);
    buf_free(&s->body.bytes);
    outcome_free(&s->outcome);
    return 0;
}

/* Waits once. An open body is read if nothing happens for 5 ms. */
static void wait_once(struct fixture *s)
{
    struct poll_set set = POLL_SET_EMPTY;
    char bytes[65536];

    process_poll_fds(&s->process, &set);
    int found = poll(set.fds, set.count,
                     response_body_is_open(&s->body) ? 5 : set.timeout_ms);
    assert_true(found >= 0);
    process_handle_io(&s->process, &set);
    if (response_body_remaining(&s->body) > s->unread_max)
        s->unread_max = response_body_remaining(&s->body);
    if (response_body_is_open(&s->body) && found == 0)
        s->read += response_body_read(&s->body, bytes, sizeof bytes);
}

/* Until the outcome is known and no process is left. */
static void run_to_end(struct fixture *s)
{
    while (s->outcome.kind == OUTCOME_PENDING)
        wait_once(s);
    process_kill(&s->process);
    while (s->process.state != PROCESS_EMPTY)
        wait_once(s);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void start(struct fixture *s, const char *script,
                  const struct iovec *event, int64_t limit_ms, bool bridged)
{
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char *)(uintptr_t)script,
                    NULL};
    char *envp[] = {(char[]){"PATH=/usr/bin:/bin"}, NULL};
    struct program program = {"/bin/sh", argv, envp,  "/",
                              NULL,      NULL, false, false};
    struct iovec nothing = {NULL, 0};
    struct process_launch launch = {.program = &program,
                                    .nonce = bridged ? NONCE : NULL,
                                    .stdin_pieces = &nothing};

    if (!response_body_is_open(&s->body))
        response_body_clear(&s->body);
    outcome_clear(&s->outcome);
    process_start(&s->process, &launch);
    struct deadline deadline = deadline_make(clock_mono_ms(), limit_ms);
    process_send_event(&s->process, event ? event : &nothing, 1, &deadline);
}

static void run(struct fixture *s, const char *script,
                const struct iovec *event, int64_t limit_ms, bool bridged)
{
    start(s, script, event, limit_ms, bridged);
    run_to_end(s);
}

static void assert_logged(struct fixture *s, const char *words)
{
    char text[4096] = "";

    log_flush(&s->log, 1000);
    assert_true(pread(s->log.fd, text, sizeof text - 1, 0) >= 0);
    assert_non_null(strstr(text, words));
}

static void output_is_read_to_the_end_of_the_process(void **state)
{
    static const struct {
        const char *script;
        enum outcome_kind kind;
        int code;
        const char *body;
    } rows[] = {{"cat", OUTCOME_EXITED, 0, "event"},
                {"printf half; exit 3", OUTCOME_EXITED, 3, "half"},
                {"printf half; kill -9 $$", OUTCOME_SIGNALED, SIGKILL, "half"},
                {"kill -HUP $$", OUTCOME_SIGNALED, SIGHUP, ""}};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct iovec event = {(char[]){"event"}, 5};
        run(s, rows[i].script, &event, LONG_MS, false);
        assert_int_equal(s->outcome.kind, rows[i].kind);
        assert_int_equal(s->outcome.code, rows[i].code);
        assert_string_equal(s->body.bytes.data, rows[i].body);
    }
}

static void
a_plain_executable_is_reaped_after_its_outcome_is_known(void **state)
{
    struct fixture *s = *state;
    siginfo_t info = {0};

    start(s, "printf ok", NULL, LONG_MS, false);
    while (s->outcome.kind == OUTCOME_PENDING)
        wait_once(s);
    pid_t pid = s->process.pid;
    assert_true(pid > 0);
    assert_int_equal(
        waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
    assert_int_equal(info.si_pid, pid);
    int64_t faults = s->outcome.usage.minor_faults;
    assert_true(faults > 0);
    wait_once(s);
    assert_int_equal(s->process.pid, 0);
    assert_int_equal(s->outcome.usage.minor_faults, faults);
    assert_true(s->process.pipes.ended[0] >= 0);
    run_to_end(s);
    assert_int_equal(s->process.pipes.ended[0], -1);
}

static void stderr_goes_to_the_log_and_its_tail_to_the_outcome(void **state)
{
    struct fixture *s = *state;

    run(s, "echo words >&2; printf more >&2; exit 1", NULL, LONG_MS, false);
    assert_string_equal(s->outcome.stderr_tail.data, "words\nmore");
    assert_logged(s, "words\nmore\n");
}

static void a_process_is_stopped_at_its_deadline(void **state)
{
    static const char *const rows[] = {
        "sleep 60", "trap '' TERM INT HUP QUIT; while :; do :; done",
        "exec >&- 2>&-; sleep 60", "setsid sleep 60 & wait"};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        run(s, rows[i], NULL, 150, false); /* SIGTERM after 100 ms */
        assert_int_equal(s->outcome.kind, OUTCOME_TIMED_OUT);
        assert_in_range(s->outcome.elapsed_ms, 99, LONG_MS);
        assert_true(s->outcome.peak_kib > 0);
    }
}

static void six_mebibytes_go_both_ways_at_once(void **state)
{
    static char bytes[PAYLOAD_MAX_BYTES];
    struct iovec event = {bytes, sizeof bytes};
    struct fixture *s = *state;

    memset(bytes, 'x', sizeof bytes);
    run(s, "cat", &event, LONG_MS, false);
    assert_int_equal(s->outcome.kind, OUTCOME_EXITED);
    assert_int_equal(s->body.bytes.size, sizeof bytes);
    assert_memory_equal(s->body.bytes.data, bytes, sizeof bytes);
}

static void an_event_that_is_not_read_is_no_error(void **state)
{
    static char bytes[PAYLOAD_MAX_BYTES];
    static const char *const rows[] = {"printf ok", "exec <&-; printf ok",
                                       "head -c 9 >/dev/null; printf ok"};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct iovec event = {bytes, sizeof bytes};
        run(s, rows[i], &event, LONG_MS, false);
        assert_int_equal(s->outcome.kind, OUTCOME_EXITED);
        assert_string_equal(s->body.bytes.data, "ok");
    }
}

static void one_byte_too_many_ends_the_event(void **state)
{
    struct fixture *s = *state;

    run(s, "head -c 6291556 /dev/zero", NULL, LONG_MS, false);
    assert_int_equal(s->outcome.kind, OUTCOME_EXITED);
    assert_int_equal(s->body.bytes.size, 6291556);
    run(s, "head -c 6291557 /dev/zero; sleep 60", NULL, LONG_MS, false);
    assert_int_equal(s->outcome.kind, OUTCOME_TOO_LARGE);
}

static void a_descendant_that_holds_stdout_is_killed(void **state)
{
    static const char *const rows[] = {"sleep 60 & printf ok",
                                       "setsid sleep 60 & printf ok",
                                       "(sleep 60 &); printf ok"};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        run(s, rows[i], NULL, LONG_MS, false);
        assert_int_equal(s->outcome.kind, OUTCOME_EXITED);
        assert_string_equal(s->body.bytes.data, "ok");
    }
    assert_logged(s, "dayfly: killed 1 process that the handler left behind");
}

static void a_stream_is_read_no_faster_than_it_is_sent(void **state)
{
    struct fixture *s = *state;

    response_body_open(&s->body);
    run(s, "head -c 4000000 /dev/zero", NULL, LONG_MS, false);
    assert_int_equal(s->outcome.kind, OUTCOME_EXITED);
    assert_int_equal(s->read + response_body_remaining(&s->body), 4000000);
    assert_in_range(s->unread_max, 1, RESPONSE_BODY_HIGH_WATER + 2 * 65536);
}

static void a_frame_or_the_exit_of_a_bridge_is_the_outcome(void **state)
{
    static const struct {
        const char *script;
        enum outcome_kind kind;
        int code;
    } rows[] = {
        {FRAME("result 2\\n{}") "; sleep 60", OUTCOME_RESULT, 0},
        {FRAME("error 2\\n{}") "; sleep 60", OUTCOME_HANDLER_ERROR, 0},
        {FRAME("init-error 2\\n{}") "; exit 1", OUTCOME_INIT_ERROR, 0},
        {"exec >&- 2>&-; sleep 60", OUTCOME_STDOUT_CLOSED, 0},
        {"echo {}", OUTCOME_EXITED, 0},
        {FRAME("result 9\\n{}") "; kill -9 $$", OUTCOME_SIGNALED, SIGKILL}};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        run(s, rows[i].script, NULL, LONG_MS, true);
        assert_int_equal(s->outcome.kind, rows[i].kind);
        assert_int_equal(s->outcome.code, rows[i].code);
    }
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(output_is_read_to_the_end_of_the_process),
        TEST(a_plain_executable_is_reaped_after_its_outcome_is_known),
        TEST(stderr_goes_to_the_log_and_its_tail_to_the_outcome),
        TEST(a_process_is_stopped_at_its_deadline),
        TEST(six_mebibytes_go_both_ways_at_once),
        TEST(an_event_that_is_not_read_is_no_error),
        TEST(one_byte_too_many_ends_the_event),
        TEST(a_descendant_that_holds_stdout_is_killed),
        TEST(a_stream_is_read_no_faster_than_it_is_sent),
        TEST(a_frame_or_the_exit_of_a_bridge_is_the_outcome),
    };

    return cmocka_run_group_tests(tests, adopt, NULL);
}
