/* bootstrap/os/user_processes - is there another process of a user? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/os/user_processes.h"

enum { UNUSED_UID = 0x7fff1234 };

static void a_user_without_processes_has_no_other(void **state)
{
    char other[64] = "x";

    (void)state;
    assert_false(user_has_other_processes(UNUSED_UID, other, sizeof other));
    assert_string_equal(other, "");
}

/* A child that runs as this user until it is killed. */
static pid_t start_child(uid_t uid)
{
    int ready[2];
    char byte;

    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (setuid(uid) != 0 || write(ready[1], "r", 1) != 1)
            _exit(1);
        for (;;)
            (void)pause();
    }
    assert_int_equal(close(ready[1]), 0);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(close(ready[0]), 0);
    return pid;
}

static void another_process_is_named(void **state)
{
    char other[64] = "";
    char want[64];

    (void)state;
    if (geteuid() != 0)
        skip();
    pid_t pid = start_child(UNUSED_UID);
    bool found = user_has_other_processes(UNUSED_UID, other, sizeof other);
    assert_int_equal(kill(pid, SIGKILL), 0);
    siginfo_t info;
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    (void)snprintf(want, sizeof want, "%ld user_processes", (long)pid);
    assert_true(found);
    assert_string_equal(other, want);
    /* It is a zombie now. */
    assert_false(user_has_other_processes(UNUSED_UID, other, sizeof other));
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_user_without_processes_has_no_other),
        cmocka_unit_test(another_process_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
