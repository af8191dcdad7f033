/* bootstrap/sandbox/spawn_stopped - spawn() does not wait for a process that
 * another process stopped before exec. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/sandbox/spawn.h"
#include "common/clock.h"
#include "common/fd.h"

enum { TRY_MS = 20000, STALL_MS = 40000 };

/* Stops every other child of its parent as soon as it sees one. SIGKILL ends a
 * parent that hangs. */
static void stop_all(pid_t parent)
{
    char path[64];
    char list[4096];

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent,
                   parent);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int64_t until = clock_mono_ms() + STALL_MS;
    while (getppid() == parent) {
        int signo = clock_mono_ms() < until ? SIGSTOP : SIGKILL;
        ssize_t got = pread(fd, list, sizeof list - 1, 0);
        char *end;
        list[got > 0 ? got : 0] = '\0';
        for (char *at = list; *at; at = end + (*end == ' ')) {
            pid_t pid = (pid_t)strtol(at, &end, 10);
            if (end == at)
                break;
            if (pid != getpid())
                (void)kill(pid, signo);
        }
        if (signo == SIGKILL)
            (void)kill(parent, signo);
    }
    _exit(0);
}

/* True: it was stopped before exec. */
static bool is_stopped_early(void)
{
    static char *const argv[] = {(char *)(size_t) "true", NULL};
    static char *const envp[] = {NULL};
    const struct program p = {
        .file = "/bin/true", .argv = argv, .envp = envp, .folder = "/tmp"};
    AUTO(int, fd_close) nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    AUTO(int, fd_close) pidfd = -1;
    struct error err = ERROR_NONE;
    siginfo_t info;
    pid_t pid = 0;

    enum spawn_end how =
        spawn(&p, (int[SPAWN_FDS]){nothing, nothing, nothing, -1}, &pid, &pidfd,
              &err);
    if (how == SPAWNED) {
        (void)kill(pid, SIGKILL);
        assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED), 0);
        return false;
    }
    assert_int_equal(how, SPAWN_FAILED);
    assert_non_null(
        strstr(err.text, "another process stopped the new process"));
    assert_int_equal(pidfd, -1);
    return true;
}

static void a_process_that_is_stopped_before_exec_is_killed(void **state)
{
    int64_t until = clock_mono_ms() + TRY_MS;
    pid_t parent = getpid();
    int stopped = 0;

    (void)state;
    pid_t enemy = fork();
    if (enemy == 0)
        stop_all(parent);
    assert_true(enemy > 0);
    while (stopped < 3 && clock_mono_ms() < until)
        stopped += is_stopped_early();
    (void)kill(enemy, SIGKILL);
    (void)waitpid(enemy, NULL, 0);
    if (stopped == 0)
        print_message("it was never stopped early: nothing is shown\n");
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_that_is_stopped_before_exec_is_killed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
