/* bootstrap/sandbox/cgroup - a process that exists already is moved to its
 * group: to all hierarchies, or the caller learns why not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/sandbox/cgroup.h"
#include "common/fd.h"

enum { PID = 4711, TEXT = 4096, NUMBER = 77 };

static void assert_written(int fd, const char *expected)
{
    char text[32] = "";
    ssize_t got = read(fd, text, sizeof text - 1);

    assert_true(got >= 0);
    assert_string_equal(text, expected);
}

static void the_pid_goes_to_each_hierarchy(void **state)
{
    int ends[2][2];

    (void)state;
    assert_int_equal(pipe2(ends[0], O_CLOEXEC | O_NONBLOCK), 0);
    assert_int_equal(pipe2(ends[1], O_CLOEXEC | O_NONBLOCK), 0);
    struct cgroup g = CGROUP;
    g.hierarchies[0].procs_fd = ends[0][1];
    g.hierarchies[1].procs_fd = ends[1][1];
    for (g.count = 1; g.count <= 2; g.count++) {
        assert_true(cgroup_move(&g, PID));
        for (size_t i = 0; i < g.count; i++)
            assert_written(ends[i][0], "4711");
    }
    g.count = 0;
    assert_true(cgroup_move(&g, PID));
    for (size_t i = 0; i < COUNT(ends); i++)
        for (size_t k = 0; k < COUNT(ends[i]); k++)
            fd_close(&ends[i][k]);
}

static void what_takes_no_pid_is_an_error(void **state)
{
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct cgroup g = {.hierarchies = {{.procs_fd = null}, {.procs_fd = full}},
                       .count = 2};

    (void)state;
    assert_false(cgroup_move(&g, PID));
    assert_int_equal(errno, ENOSPC);
    g.hierarchies[1].procs_fd = -1;
    assert_false(cgroup_move(&g, PID));
    assert_int_equal(errno, EBADF);
    fd_close(&full);
    fd_close(&null);
}

static bool is_in(pid_t pid, const struct cgroup *g)
{
    char path[64];
    char text[TEXT];
    const char *name = strrchr(g->hierarchies[0].path, '/');

    (void)snprintf(path, sizeof path, "/proc/%ld/cgroup", (long)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = read(fd, text, sizeof text - 1);
    fd_close(&fd);
    text[got > 0 ? got : 0] = '\0';
    return strstr(text, name) != NULL;
}

static void a_process_is_in_the_group_until_it_ends(void **state)
{
    const struct limits limits = {
        .value = {[LIMIT_MEMORY] = 64, [LIMIT_PROCESSES] = 8}};
    struct cgroup g = CGROUP;

    (void)state;
    cgroup_make(&g, &limits, NUMBER);
    if (!g.count)
        skip(); /* no right to create groups */
    pid_t pid = fork();
    if (pid == 0)
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (pid == 0)
        (void)pause();
    assert_false(is_in(pid, &g));
    assert_true(cgroup_move(&g, pid));
    assert_true(is_in(pid, &g));
    assert_true(cgroup_move(&g, pid));
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_false(cgroup_move(&g, pid));
    assert_int_equal(errno, ESRCH);
    cgroup_remove(&g);
    cgroup_remove(&g);
    assert_int_not_equal(access(g.hierarchies[0].path, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pid_goes_to_each_hierarchy),
        cmocka_unit_test(what_takes_no_pid_is_an_error),
        cmocka_unit_test(a_process_is_in_the_group_until_it_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
