/* bootstrap/os/descendants - no descendant survives, whatever session it is in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/os/descendants.h"
#include "bootstrap/os/proc_stat.h"
#include "common/clock.h"
#include "common/fd.h"

enum { PATIENCE_MS = 5000 };

static void sleep_for_ever(void)
{
    for (;;)
        (void)pause();
}

/* Reads a pid from the pipe. */
static pid_t read_pid(int fd)
{
    pid_t pid = 0;

    assert_int_equal(fd_read(fd, &pid, sizeof pid), sizeof pid);
    return pid;
}

static void write_own_pid(int fd)
{
    pid_t pid = getpid();

    (void)!write(fd, &pid, sizeof pid);
}

/* A child of the test; `life` does not return. */
static pid_t start_child(void (*life)(int fd), int fd)
{
    pid_t pid = fork();

    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        life(fd);
        _exit(0);
    }
    assert_true(pid > 0);
    return pid;
}

/* Sweeps until no child is left, as the event loop does. */
static size_t sweep_all(pid_t spared)
{
    int64_t until_ms = clock_mono_ms() + PATIENCE_MS;
    struct process_usage usage = {0};

    while (!descendants_kill(&spared, 1, &usage)) {
        assert_true(clock_mono_ms() < until_ms);
        (void)poll(NULL, 0, 1);
    }
    return usage.killed;
}

static void run_until_killed(int fd)
{
    write_own_pid(fd);
    sleep_for_ever();
}

static void end_at_once(int fd)
{
    write_own_pid(fd);
    _exit(3);
}

/* A daemon in a session of its own. Its parent may end before the sweep. */
static void leave_a_daemon(int fd)
{
    if (fork() != 0)
        sleep_for_ever();
    (void)setsid();
    if (fork() != 0)
        _exit(0);
    (void)setsid();
    write_own_pid(fd);
    sleep_for_ever();
}

static void leave_a_chain(int fd)
{
    for (int i = 0; i < 20; i++)
        if (fork() != 0)
            sleep_for_ever();
    write_own_pid(fd);
    sleep_for_ever();
}

static void ignore_signals(int fd)
{
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    write_own_pid(fd);
    for (;;)
        (void)raise(SIGSTOP);
}

static void assert_gone(pid_t pid)
{
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(errno, ESRCH);
}

static void no_descendant_survives(void **state)
{
    static const struct {
        void (*life)(int fd);
        size_t killed_least;
        size_t killed_most;
    } rows[] = {
        {run_until_killed, 1, 1}, {end_at_once, 0, 1},
        {leave_a_daemon, 2, 3},   {leave_a_chain, 21, 21},
        {ignore_signals, 1, 1},
    };
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int reader;
        int writer;
        assert_true(fd_pipe(&reader, &writer, &err));
        pid_t leader = start_child(rows[i].life, writer);
        pid_t last = read_pid(reader);
        size_t killed = sweep_all(0);
        assert_in_range(killed, rows[i].killed_least, rows[i].killed_most);
        assert_gone(leader);
        assert_gone(last);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
        fd_close(&reader);
        fd_close(&writer);
    }
}

static void
a_process_that_ended_by_itself_is_not_counted_as_killed(void **state)
{
    struct error err = ERROR_NONE;
    siginfo_t info;
    int reader;
    int writer;

    (void)state;
    assert_true(fd_pipe(&reader, &writer, &err));
    pid_t pid = start_child(end_at_once, writer);
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    assert_int_equal(sweep_all(0), 0);
    assert_gone(pid);
    fd_close(&reader);
    fd_close(&writer);
}

static void a_spared_process_survives(void **state)
{
    struct error err = ERROR_NONE;
    int reader;
    int writer;

    (void)state;
    assert_true(fd_pipe(&reader, &writer, &err));
    pid_t spared = start_child(run_until_killed, writer);
    (void)read_pid(reader);
    pid_t other = start_child(run_until_killed, writer);
    (void)read_pid(reader);
    assert_int_equal(sweep_all(spared), 1);
    assert_gone(other);
    assert_int_equal(waitpid(spared, NULL, WNOHANG), 0);
    assert_int_equal(sweep_all(0), 1);
    assert_gone(spared);
    fd_close(&reader);
    fd_close(&writer);
}

static void without_children_it_is_done(void **state)
{
    struct process_usage usage = {.killed = 7};

    (void)state;
    assert_true(descendants_kill(NULL, 0, &usage));
    assert_int_equal(usage.killed, 7);
}

static void a_sweep_does_not_wait(void **state)
{
    struct error err = ERROR_NONE;
    int reader;
    int writer;

    (void)state;
    assert_true(fd_pipe(&reader, &writer, &err));
    (void)start_child(run_until_killed, writer);
    (void)read_pid(reader);
    struct process_usage usage = {0};
    int64_t begun_ms = clock_mono_ms();
    /* The kernel decides whether the killed process is dead by then. */
    (void)!descendants_kill(NULL, 0, &usage);
    assert_in_range(clock_mono_ms() - begun_ms, 0, 1000);
    (void)sweep_all(0);
    fd_close(&reader);
    fd_close(&writer);
}

static void the_peak_is_known_while_the_process_runs(void **state)
{
    struct error err = ERROR_NONE;
    int reader;
    int writer;

    (void)state;
    assert_in_range(proc_peak_kib(getpid()), 500, 1024 * 1024);
    assert_true(fd_pipe(&reader, &writer, &err));
    pid_t pid = start_child(end_at_once, writer);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(proc_peak_kib(pid), 0);
    fd_close(&reader);
    fd_close(&writer);
}

static int adopt(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    return descendants_adopt(&err) ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_descendant_survives),
        cmocka_unit_test(
            a_process_that_ended_by_itself_is_not_counted_as_killed),
        cmocka_unit_test(a_spared_process_survives),
        cmocka_unit_test(without_children_it_is_done),
        cmocka_unit_test(a_sweep_does_not_wait),
        cmocka_unit_test(the_peak_is_known_while_the_process_runs),
    };

    return cmocka_run_group_tests(tests, adopt, NULL);
}
