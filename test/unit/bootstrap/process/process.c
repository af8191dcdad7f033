/* bootstrap/process/process - one process for one event, with a shell in its
 * place. */
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
#include "bootstrap/os/descendants.h"
#include "bootstrap/process/process.h"
#include "common/clock.h"
#include "common/fd.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define FRAME(rest) "printf '\\036" NONCE " " rest "'"

/* No test takes that long; what must be killed sleeps longer. */
enum { AGES_MS = 30000 };
struct stage {
    struct log log;
    struct response_body said;
    struct outcome end;
    struct process slot;
    size_t pulled; /* of an open body, by run_on() */
    size_t waited_most;
};

static int adopt(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    return descendants_adopt(&err) ? 0 : -1;
}

static int raise_stage(void **state)
{
    static struct stage s;

    s = (struct stage){.log = LOG(memfd_create("log", MFD_CLOEXEC)),
                       .said = RESPONSE_BODY(PAYLOAD_MAX_BYTES + 65536),
                       .end = OUTCOME};
    process_init(&s.slot, &s.log, &s.said, &s.end);
    *state = &s;
    return s.log.fd < 0;
}

static int strike_stage(void **state)
{
    struct stage *s = *state;

    process_free(&s->slot);
    fd_close(&s->log.fd);
    log_free(&s->log);
    buf_free(&s->said.bytes);
    buf_free(&s->end.error);
    buf_free(&s->end.stderr_tail);
    return 0;
}

/* One wait and what comes of it. An open body is read when all is quiet. */
static void turn(struct stage *s)
{
    struct poll_set set = POLL_SET_EMPTY;
    char bytes[65536];

    process_poll_fds(&s->slot, &set);
    int found = poll(set.fds, set.count,
                     response_body_is_open(&s->said) ? 5 : set.timeout_ms);
    assert_true(found >= 0);
    process_handle_io(&s->slot, &set);
    if (response_body_remaining(&s->said) > s->waited_most)
        s->waited_most = response_body_remaining(&s->said);
    if (response_body_is_open(&s->said) && found == 0)
        s->pulled += response_body_read(&s->said, bytes, sizeof bytes);
}

/* To the ending, and to the end of all that was begun. */
static void run_on(struct stage *s)
{
    while (s->end.kind == OUTCOME_PENDING)
        turn(s);
    process_kill(&s->slot);
    while (s->slot.state != PROCESS_EMPTY)
        turn(s);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void run(struct stage *s, const char *words, const struct iovec *feed,
                int64_t limit_ms, bool bridged)
{
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char *)(uintptr_t)words,
                    NULL};
    char *envp[] = {(char[]){"PATH=/usr/bin:/bin"}, NULL};
    struct program program = {"/bin/sh", argv, envp, "/", NULL, false};
    struct iovec nothing = {NULL, 0};
    struct process_launch launch = {.program = &program,
                                    .nonce = bridged ? NONCE : NULL,
                                    .stdin_pieces = &nothing};

    if (!response_body_is_open(&s->said))
        response_body_clear(&s->said);
    s->end.kind = OUTCOME_PENDING;
    s->end.code = 0;
    buf_clear(&s->end.stderr_tail);
    process_start(&s->slot, &launch);
    struct deadline deadline = deadline_make(clock_mono_ms(), limit_ms);
    process_send_event(&s->slot, feed ? feed : &nothing, 1, &deadline);
    run_on(s);
}

static void assert_logged(struct stage *s, const char *words)
{
    char text[4096] = "";

    log_flush(&s->log, 1000);
    assert_true(pread(s->log.fd, text, sizeof text - 1, 0) >= 0);
    assert_non_null(strstr(text, words));
}

static void a_process_is_heard_to_its_end(void **state)
{
    static const struct {
        const char *words;
        enum outcome_kind how;
        int code;
        const char *said;
    } rows[] = {{"cat", OUTCOME_EXITED, 0, "event"},
                {"printf half; exit 3", OUTCOME_EXITED, 3, "half"},
                {"printf half; kill -9 $$", OUTCOME_SIGNALED, SIGKILL, "half"},
                {"kill -HUP $$", OUTCOME_SIGNALED, SIGHUP, ""}};
    struct stage *s = *state;

    /* All in one slot: nothing of one is in the next. */
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct iovec event = {(char[]){"event"}, 5};
        run(s, rows[i].words, &event, AGES_MS, false);
        assert_int_equal(s->end.kind, rows[i].how);
        assert_int_equal(s->end.code, rows[i].code);
        assert_string_equal(s->said.bytes.data, rows[i].said);
    }
}

static void stderr_goes_to_the_log_and_its_tail_to_the_ending(void **state)
{
    struct stage *s = *state;

    run(s, "echo words >&2; printf more >&2; exit 1", NULL, AGES_MS, false);
    assert_string_equal(s->end.stderr_tail.data, "words\nmore");
    assert_logged(s, "INFO\twords\n");
}

static void a_late_one_is_stopped_at_its_time(void **state)
{
    static const char *const rows[] = {
        "sleep 60", "trap '' TERM INT HUP QUIT; while :; do :; done",
        "exec >&- 2>&-; sleep 60", "setsid sleep 60 & wait"};
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        run(s, rows[i], NULL, 150, false); /* SIGTERM after 100 ms */
        assert_int_equal(s->end.kind, OUTCOME_TIMED_OUT);
        assert_in_range(s->end.elapsed_ms, 99, AGES_MS);
        assert_true(s->end.peak_kib > 0);
    }
}

static void six_mebibytes_go_both_ways_at_once(void **state)
{
    static char bytes[PAYLOAD_MAX_BYTES];
    struct iovec event = {bytes, sizeof bytes};
    struct stage *s = *state;

    memset(bytes, 'x', sizeof bytes);
    run(s, "cat", &event, AGES_MS, false);
    assert_int_equal(s->end.kind, OUTCOME_EXITED);
    assert_int_equal(s->said.bytes.size, sizeof bytes);
    assert_memory_equal(s->said.bytes.data, bytes, sizeof bytes);
}

static void an_event_nobody_reads_is_no_error(void **state)
{
    static char bytes[PAYLOAD_MAX_BYTES];
    static const char *const rows[] = {"printf ok", "exec <&-; printf ok",
                                       "head -c 9 >/dev/null; printf ok"};
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct iovec event = {bytes, sizeof bytes};
        run(s, rows[i], &event, AGES_MS, false);
        assert_int_equal(s->end.kind, OUTCOME_EXITED);
        assert_string_equal(s->said.bytes.data, "ok");
    }
}

static void one_byte_too_many_ends_it(void **state)
{
    struct stage *s = *state;

    run(s, "head -c 6291556 /dev/zero", NULL, AGES_MS, false);
    assert_int_equal(s->end.kind, OUTCOME_EXITED);
    assert_int_equal(s->said.bytes.size, 6291556);
    run(s, "head -c 6291557 /dev/zero; sleep 60", NULL, AGES_MS, false);
    assert_int_equal(s->end.kind, OUTCOME_TOO_LARGE);
}

static void who_holds_stdout_open_delays_nothing_and_dies(void **state)
{
    static const char *const rows[] = {"sleep 60 & printf ok",
                                       "setsid sleep 60 & printf ok",
                                       "(sleep 60 &); printf ok"};
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        run(s, rows[i], NULL, AGES_MS, false);
        assert_int_equal(s->end.kind, OUTCOME_EXITED);
        assert_string_equal(s->said.bytes.data, "ok");
    }
    assert_logged(s, "dayfly: killed 1 process that the handler left behind");
}

static void a_stream_is_read_no_faster_than_it_is_pulled(void **state)
{
    struct stage *s = *state;

    response_body_open(&s->said);
    run(s, "head -c 4000000 /dev/zero", NULL, AGES_MS, false);
    assert_int_equal(s->end.kind, OUTCOME_EXITED);
    assert_int_equal(s->pulled + response_body_remaining(&s->said), 4000000);
    assert_in_range(s->waited_most, 1, RESPONSE_BODY_HIGH_WATER + 2 * 65536);
}

static void a_bridged_child_ends_by_what_it_says(void **state)
{
    static const struct {
        const char *words;
        enum outcome_kind how;
        int code;
    } rows[] = {
        {FRAME("result 2\\n{}") "; sleep 60", OUTCOME_RESULT, 0},
        {FRAME("error 2\\n{}") "; sleep 60", OUTCOME_HANDLER_ERROR, 0},
        {FRAME("init-error 2\\n{}") "; exit 1", OUTCOME_INIT_ERROR, 0},
        {"exec >&-; sleep 60", OUTCOME_STDOUT_CLOSED, 0},
        {"echo {}", OUTCOME_EXITED, 0},
        {FRAME("result 9\\n{}") "; kill -9 $$", OUTCOME_SIGNALED, SIGKILL}};
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        run(s, rows[i].words, NULL, AGES_MS, true);
        assert_int_equal(s->end.kind, rows[i].how);
        assert_int_equal(s->end.code, rows[i].code);
    }
}

static void what_cannot_be_run_leaves_the_slot_empty(void **state)
{
    static const struct {
        const char *file, *folder;
        enum outcome_kind how;
    } rows[] = {{"/nonexistent", "/", OUTCOME_EXEC_FAILED},
                {"/bin/true", "/nonexistent", OUTCOME_NO_RESOURCES}};
    struct stage *s = *state;
    char *argv[] = {NULL};

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct program program = {rows[i].file,   argv, argv,
                                  rows[i].folder, NULL, false};
        struct iovec nothing = {NULL, 0};
        struct process_launch launch = {.program = &program,
                                        .stdin_pieces = &nothing};
        s->end.kind = OUTCOME_PENDING;
        process_start(&s->slot, &launch);
        assert_int_equal(s->end.kind, rows[i].how);
        assert_non_null(strstr(s->end.why.text, "/nonexistent"));
        assert_int_equal(s->slot.state, PROCESS_EMPTY);
    }
}

#define STAGED(test)                                                           \
    cmocka_unit_test_setup_teardown(test, raise_stage, strike_stage)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(a_process_is_heard_to_its_end),
        STAGED(stderr_goes_to_the_log_and_its_tail_to_the_ending),
        STAGED(a_late_one_is_stopped_at_its_time),
        STAGED(six_mebibytes_go_both_ways_at_once),
        STAGED(an_event_nobody_reads_is_no_error),
        STAGED(one_byte_too_many_ends_it),
        STAGED(who_holds_stdout_open_delays_nothing_and_dies),
        STAGED(a_stream_is_read_no_faster_than_it_is_pulled),
        STAGED(a_bridged_child_ends_by_what_it_says),
        STAGED(what_cannot_be_run_leaves_the_slot_empty),
    };

    return cmocka_run_group_tests(tests, adopt, NULL);
}
