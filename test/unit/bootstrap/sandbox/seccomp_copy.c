/* bootstrap/sandbox/seccomp_filter - the filters of a template and of its
 * copies, applied by the kernel to real processes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/sandbox/seccomp_filter.h"
#include "common/compiler.h"
#include "test/unit/support/adopt.h"

enum { FILTER_MODE = 2, SUPERVISOR = 0x7ffffff0, PROCESS = 0 };

static bool apply(const struct seccomp_filter *filter)
{
    const struct seccomp_program program = {(uint16_t)filter->count,
                                            filter->steps};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, FILTER_MODE, &program, 0, 0) == 0;
}

static long make_brother(pid_t template)
{
    long pid = syscall(SYS_clone, CLONE_PARENT, 0, 0, 0, 0);

    (void)template;
    if (pid == 0)
        _exit(0);
    return pid;
}

static long make_child(pid_t template)
{
    pid_t pid = fork();

    (void)template;
    if (pid == 0)
        _exit(0);
    return waitpid(pid, NULL, 0) == pid ? 0 : -1;
}

static long signal_it(pid_t template)
{
    return kill(template, SIGCONT);
}

static long signal_its_group(pid_t template)
{
    return kill(-template, SIGCONT);
}

static long signal_its_thread(pid_t template)
{
    return syscall(SYS_tgkill, template, template, SIGCONT);
}

static long open_it(pid_t template)
{
    return syscall(SYS_pidfd_open, template, 0);
}

static long limit_it(pid_t template)
{
    const struct rlimit few = {7, 7};

    return syscall(SYS_prlimit64, template, RLIMIT_NOFILE, &few, NULL);
}

static long pin_it(pid_t template)
{
    cpu_set_t cpus;

    return sched_getaffinity(0, sizeof cpus, &cpus) != 0
               ? 0
               : sched_setaffinity(template, sizeof cpus, &cpus);
}

static long make_it_nicer(pid_t template)
{
    return syscall(SYS_setpriority, PROCESS, template, 19);
}

static long schedule_it(pid_t template)
{
    const struct sched_param zero = {0};

    return syscall(SYS_sched_setscheduler, template, SCHED_BATCH, &zero);
}

static long trace_it(pid_t template)
{
    return syscall(SYS_ptrace, 0x4206, template, 0, 0); /* PTRACE_SEIZE */
}

static const struct {
    const char *name;
    long (*try)(pid_t template);
    bool template_may; /* itself, by its pid */
    bool copy_may;
} rows[] = {
    {"brother", make_brother, true, false},
    {"child", make_child, true, true},
    {"kill", signal_it, true, false},
    {"kill of its group", signal_its_group, true, false},
    {"tgkill", signal_its_thread, true, false},
    {"pidfd_open", open_it, true, false},
    {"prlimit", limit_it, false, false},
    {"sched_setaffinity", pin_it, false, false},
    {"setpriority", make_it_nicer, false, false},
    {"sched_setscheduler", schedule_it, false, false},
    {"ptrace", trace_it, false, false},
};

/* Bit n: attempt n is refused with EPERM. */
static int refused_to(pid_t template)
{
    int refused = 0;

    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].try(template) < 0)
            refused |= errno == EPERM ? 1 << i : 1 << (i + COUNT(rows));
    return refused;
}

/* Runs it in a new process, and returns what it has returned. */
static int in_process(int (*run)(pid_t template), pid_t template)
{
    int ends[2];
    int result = -1;

    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        int found = run(template);
        (void)!write(ends[1], &found, sizeof found);
        _exit(0);
    }
    (void)close(ends[1]);
    (void)!read(ends[0], &result, sizeof result);
    (void)close(ends[0]);
    while (waitpid(-1, NULL, 0) > 0)
        ;
    return result;
}

static bool apply_template_filter(void)
{
    static struct seccomp_filter filter;
    const struct seccomp_rules rules = {.supervisor_pid = SUPERVISOR,
                                        .supervisor_group = SUPERVISOR,
                                        .copies = true};

    return seccomp_filter_make(&filter, &rules) && apply(&filter);
}

static int try_as_template(pid_t none)
{
    (void)none;
    (void)setsid();
    return apply_template_filter() ? refused_to(getpid()) : -1;
}

/* A copy inherits the template's filter, and applies its own. */
static int try_as_copy(pid_t none)
{
    static struct seccomp_filter filter;
    int result;
    int ends[2];
    pid_t template = getpid();

    (void)none;
    (void)setsid();
    if (!apply_template_filter() || pipe(ends) != 0)
        return -1;
    if (fork() == 0) {
        (void)setsid();
        result = seccomp_filter_make_copy(&filter, template, &template, 1) &&
                         apply(&filter)
                     ? refused_to(template)
                     : -1;
        (void)!write(ends[1], &result, sizeof result);
        _exit(0);
    }
    return read(ends[0], &result, sizeof result) == sizeof result ? result : -1;
}

static void
a_template_may_make_brothers_and_its_copies_may_not_reach_it(void **state)
{
    int of_template = in_process(try_as_template, 0);
    int of_copy = in_process(try_as_copy, 0);

    (void)state;
    assert_true(of_template >= 0 && of_copy >= 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (rows[i].template_may == !!(of_template & 1 << i))
            fail_msg("%s by the template", rows[i].name);
        if (rows[i].copy_may == !!(of_copy & 1 << i))
            fail_msg("%s by a copy", rows[i].name);
    }
}

/* The kernel checks the jumps of the program. */
static int try_threads(pid_t count)
{
    static struct seccomp_filter filter;
    pid_t threads[SECCOMP_THREADS_MAX + 1];

    for (pid_t i = 0; i < count; i++)
        threads[i] = SUPERVISOR - i;
    if (!seccomp_filter_make_copy(&filter, SUPERVISOR, threads,
                                  (size_t)count) ||
        !apply(&filter))
        return -1;
    for (pid_t i = 0; i < count + 2; i++) {
        bool refused = i < count;
        if ((kill(SUPERVISOR - i, 0) < 0 && errno == EPERM) != refused)
            return (int)i + 1;
    }
    return 0;
}

static void no_thread_of_a_template_is_reached(void **state)
{
    (void)state;
    assert_int_equal(in_process(try_threads, 0), -1);
    assert_int_equal(in_process(try_threads, 1), 0);
    assert_int_equal(in_process(try_threads, 17), 0);
    assert_int_equal(in_process(try_threads, SECCOMP_THREADS_MAX), 0);
    assert_int_equal(in_process(try_threads, SECCOMP_THREADS_MAX + 1), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_template_may_make_brothers_and_its_copies_may_not_reach_it),
        cmocka_unit_test(no_thread_of_a_template_is_reached),
    };

    return cmocka_run_group_tests(tests, adopt, NULL);
}
