/* common/log_flow - a log whose descriptor blocks or has no reader, or without
 * memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "common/log.h"
#include "test/unit/support/failing.h"
#include "test/unit/support/paper.h"

static size_t lines_in(const char *text)
{
    size_t lines = 0;

    for (const char *c = text; (c = strchr(c, '\n')); c++)
        lines++;
    return lines;
}

/* Nobody reads: the writer goes on, memory stays bounded, and all of it comes
 * in order once somebody does. */
static void a_stalled_reader_costs_neither_records_nor_time(void **state)
{
    static char xs[60000];
    struct paper p;

    (void)state;
    paper_open(&p);
    memset(xs, 'x', sizeof xs);
    for (int i = 0; i < 200; i++) {
        (void)snprintf(xs, sizeof xs, "%03d", i);
        xs[3] = 'x';
        log_record(&p.log, LEVEL_INFO, xs, sizeof xs);
        if (i % 10 == 0)
            (void)paper_read(&p);
    }
    assert_true(log_has_pending(&p.log));
    assert_false(spool_is_empty(&p.log.spool));
    assert_int_equal(p.log.lost, 0);
    assert_true(p.log.queue.size <= LOG_QUEUE_BYTES);
    while (log_has_pending(&p.log)) {
        (void)paper_read(&p);
        log_write_pending(&p.log);
    }
    assert_int_equal(p.log.spool.fd, -1);
    const char *at = paper_read(&p);
    assert_int_equal(lines_in(at), 200);
    for (int i = 0; i < 200; i++) {
        char begins[32];
        (void)snprintf(begins, sizeof begins, "\tINFO\t%03dx", i);
        at = strstr(at, begins);
        assert_non_null(at);
    }
    paper_close(&p);
}

/* Not even the file has room: what does not fit is counted, and the count told
 * once there is room. */
static void dropped_records_are_counted_and_reported(void **state)
{
    static char xs[60000];
    struct paper p;
    int64_t begun = clock_mono_ms();

    (void)state;
    paper_open(&p);
    p.log.spool.max = 1 << 20;
    memset(xs, 'x', sizeof xs);
    for (int i = 0; i < 200; i++)
        log_record(&p.log, LEVEL_INFO, xs, sizeof xs);
    assert_true(log_has_pending(&p.log));
    assert_true(p.log.lost > 0);
    assert_true(p.log.queue.size <= LOG_QUEUE_BYTES);
    uint64_t lost = p.log.lost;
    assert_true(clock_mono_ms() - begun < 10000);

    while (log_has_pending(&p.log)) {
        (void)paper_read(&p);
        log_write_pending(&p.log);
    }
    log_printf(&p.log, LEVEL_INFO, "after");
    const char *all = paper_read(&p);
    char told[64];
    (void)snprintf(told, sizeof told, "%llu log records lost",
                   (unsigned long long)lost);
    assert_non_null(strstr(all, told));
    assert_non_null(strstr(all, "\tafter\n"));
    assert_int_equal(p.log.lost, 0);
    assert_int_equal(lines_in(all), 200 - lost + 2);
    paper_close(&p);
}

static void flushing_is_bounded(void **state)
{
    static char xs[200000];
    struct paper p;

    (void)state;
    paper_open(&p);
    memset(xs, 'x', sizeof xs);
    log_record(&p.log, LEVEL_INFO, xs, sizeof xs);
    int64_t begun = clock_mono_ms();
    log_flush(&p.log, 50);
    int64_t spent = clock_mono_ms() - begun;
    assert_true(log_has_pending(&p.log));
    assert_true(spent >= 49 && spent < 2000);
    paper_close(&p);
}

static void a_pipe_without_a_reader_is_not_waited_for(void **state)
{
    struct paper p;

    (void)state;
    paper_open(&p);
    fd_close(&p.reader);
    log_printf(&p.log, LEVEL_INFO, "into the void");
    assert_false(log_has_pending(&p.log));
    log_flush(&p.log, 1000);
    paper_close(&p);
}

static void a_framed_log_without_a_reader_continues_unframed(void **state)
{
    struct error err = ERROR_NONE;
    struct paper p;
    int reader;
    int writer;

    (void)state;
    paper_open(&p);
    assert_true(fd_pipe(&reader, &writer, &err));
    log_frame(&p.log, writer);
    log_printf(&p.log, LEVEL_INFO, "first");
    assert_string_equal(paper_read(&p), "");
    fd_close(&reader);
    log_printf(&p.log, LEVEL_INFO, "second");
    log_printf(&p.log, LEVEL_INFO, "third");
    assert_non_null(strstr(paper_read(&p), "telemetry descriptor"));
    assert_non_null(strstr(p.read.data, "\tthird\n"));
    fd_close(&writer);
    paper_close(&p);
}

/* No allocation may cost more than the record, and that one is counted. */
static void without_memory_the_record_is_dropped_and_reported(void **state)
{
    (void)state;
    for (int json = 0; json < 2; json++) {
        for (int n = 1;; n++) {
            struct paper p;
            paper_open(&p);
            p.log.form.json = json;
            failing_from(n);
            log_printf(&p.log, LEVEL_INFO, "a record");
            bool refused = failing_happened();
            failing_from(0);
            bool there = strstr(paper_read(&p), "a record");
            assert_int_equal(there + (p.log.lost > 0) + log_has_pending(&p.log),
                             1);
            log_printf(&p.log, LEVEL_INFO, "the next");
            assert_non_null(strstr(paper_read(&p), "the next"));
            assert_true(strstr(p.read.data, "a record") ||
                        strstr(p.read.data, "1 log records lost"));
            paper_close(&p);
            if (!refused)
                break;
        }
    }
}

/* Has the lock of the file until it is killed. */
static pid_t another_with(int turn)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int has;
    int tells;
    struct error err;

    assert_true(fd_pipe(&has, &tells, &err));
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)!(fcntl(turn, F_SETLK, &all) == 0 && write(tells, "x", 1));
        (void)pause();
        _exit(0);
    }
    fd_close(&tells);
    assert_int_equal(fd_read(has, &(char){0}, 1), 1);
    fd_close(&has);
    return pid;
}

static void another_process_that_holds_the_lock_is_waited_for(void **state)
{
    struct paper p;
    siginfo_t info;
    AUTO(int, fd_close) turn = memfd_create("turn", MFD_CLOEXEC);

    (void)state;
    paper_open(&p);
    log_lock_with(&p.log, turn);
    log_printf(&p.log, LEVEL_INFO, "ours");
    assert_non_null(strstr(paper_read(&p), "ours"));
    pid_t pid = another_with(turn);
    log_printf(&p.log, LEVEL_INFO, "not yet");
    log_flush(&p.log, 50);
    assert_null(strstr(paper_read(&p), "not yet"));
    assert_false(log_has_pending(&p.log));
    assert_true(log_retry_in_ms(&p.log) > 0);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED), 0);
    log_write_pending(&p.log);
    assert_non_null(strstr(paper_read(&p), "not yet"));
    assert_int_equal(log_retry_in_ms(&p.log), 0);
    paper_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stalled_reader_costs_neither_records_nor_time),
        cmocka_unit_test(dropped_records_are_counted_and_reported),
        cmocka_unit_test(a_framed_log_without_a_reader_continues_unframed),
        cmocka_unit_test(flushing_is_bounded),
        cmocka_unit_test(a_pipe_without_a_reader_is_not_waited_for),
        cmocka_unit_test(without_memory_the_record_is_dropped_and_reported),
        cmocka_unit_test(another_process_that_holds_the_lock_is_waited_for),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
