/* bootstrap/os/self_check - changes of the process are detected and named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/os/self_check.h"

static void without_a_change_the_check_passes(void **state)
{
    struct self_state self;
    struct error err = ERROR_NONE;

    (void)state;
    self_state_save(&self);
    assert_true(self_state_check(&self, &err));
    assert_string_equal(err.text, "");
}

static void each_change_is_named_in_the_error(void **state)
{
    static const struct {
        int resource;
        const char *name;
    } rows[] = {
        {RLIMIT_NOFILE, "RLIMIT_NOFILE"}, {RLIMIT_CPU, "RLIMIT_CPU"},
        {RLIMIT_FSIZE, "RLIMIT_FSIZE"},   {RLIMIT_DATA, "RLIMIT_DATA"},
        {RLIMIT_STACK, "RLIMIT_STACK"},   {RLIMIT_AS, "RLIMIT_AS"},
        {RLIMIT_NPROC, "RLIMIT_NPROC"},   {RLIMIT_CORE, "RLIMIT_CORE"},
    };
    struct self_state self;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        struct rlimit before;
        struct rlimit after;
        __rlimit_resource_t which = (__rlimit_resource_t)rows[i].resource;
        assert_int_equal(getrlimit(which, &before), 0);
        self_state_save(&self);
        after = before;
        after.rlim_cur =
            before.rlim_cur == RLIM_INFINITY ? 1UL << 40 : before.rlim_cur / 2;
        if (before.rlim_cur == 0 && before.rlim_max > 0)
            after.rlim_cur = 1;
        assert_int_equal(setrlimit(which, &after), 0);
        bool sound = self_state_check(&self, &err);
        assert_int_equal(setrlimit(which, &before), 0);
        assert_false(sound);
        assert_non_null(strstr(err.text, rows[i].name));
    }
}

enum { PROCESS = 0 }; /* PRIO_PROCESS, whose type differs among C libraries */

static bool has_two_cpus(pid_t pid)
{
    cpu_set_t cpus;

    return sched_getaffinity(pid, sizeof cpus, &cpus) == 0 &&
           CPU_COUNT(&cpus) > 1;
}

static void lower_files(pid_t pid)
{
    const struct rlimit few = {7, 9};

    assert_int_equal(syscall(SYS_prlimit64, pid, RLIMIT_NOFILE, &few, NULL), 0);
}

static void raise_files(pid_t pid)
{
    struct rlimit files;

    assert_int_equal(syscall(SYS_prlimit64, pid, RLIMIT_NOFILE, NULL, &files),
                     0);
    files.rlim_cur++;
    assert_int_equal(syscall(SYS_prlimit64, pid, RLIMIT_NOFILE, &files, NULL),
                     0);
}

static void be_nicer(pid_t pid)
{
    assert_int_equal(syscall(SYS_setpriority, PROCESS, pid, 19), 0);
}

static void be_batch(pid_t pid)
{
    const struct sched_param zero = {0};

    assert_int_equal(syscall(SYS_sched_setscheduler, pid, SCHED_BATCH, &zero),
                     0);
}

static void pin(pid_t pid)
{
    cpu_set_t cpus;
    size_t cpu = 0;

    assert_int_equal(sched_getaffinity(pid, sizeof cpus, &cpus), 0);
    while (!CPU_ISSET(cpu, &cpus))
        cpu++;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    assert_int_equal(sched_setaffinity(pid, sizeof cpus, &cpus), 0);
}

/* A child of ours, which may raise its soft limits while it starts. */
static void each_change_of_a_child_is_named_in_the_error(void **state)
{
    static const struct {
        void (*change)(pid_t pid);
        const char *name;
        bool at_start; /* it is a change there, too */
    } rows[] = {
        {lower_files, "RLIMIT_NOFILE of the child", true},
        {raise_files, "RLIMIT_NOFILE of the child", false},
        {be_nicer, "the priority of the child", true},
        {be_batch, "the priority of the child", true},
        {pin, "the CPUs of the child", true},
    };
    struct rlimit room;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &room), 0);
    room.rlim_cur = room.rlim_max / 2;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &room), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        struct self_state self;
        pid_t pid = fork();
        assert_true(pid >= 0);
        while (pid == 0)
            (void)pause();
        self_state_save_of(&self, pid, "the child");
        assert_true(self_state_check(&self, &err));
        assert_true(self_state_check_start(&self, &err));
        bool changes = rows[i].change != pin || has_two_cpus(pid);
        rows[i].change(pid);
        assert_int_equal(self_state_check_start(&self, &err),
                         !(changes && rows[i].at_start));
        assert_int_equal(self_state_check(&self, &err), !changes);
        if (changes)
            assert_non_null(strstr(err.text, rows[i].name));
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
    }
}

/* dayfly's host lets a process go first, which needs a right that a handler
 * does not have. */
static void a_process_that_goes_first_is_not_changed(void **state)
{
    struct error err = ERROR_NONE;
    struct self_state self;
    pid_t pid = fork();

    (void)state;
    assert_true(pid >= 0);
    while (pid == 0)
        (void)pause();
    be_nicer(pid);
    self_state_save_of(&self, pid, "the child");
    if (syscall(SYS_setpriority, PROCESS, pid, 0) == 0)
        assert_true(self_state_check(&self, &err));
    be_nicer(pid);
    assert_true(self_state_check(&self, &err));
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_change_the_check_passes),
        cmocka_unit_test(each_change_is_named_in_the_error),
        cmocka_unit_test(each_change_of_a_child_is_named_in_the_error),
        cmocka_unit_test(a_process_that_goes_first_is_not_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
