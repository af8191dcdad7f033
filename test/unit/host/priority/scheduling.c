#include "host/priority/scheduling.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static pid_t start(void)
{
    pid_t child = fork();

    while (child == 0)
        (void)pause();
    assert_true(child > 0);
    return child;
}

static void end(pid_t child)
{
    (void)kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static int nice_of(pid_t pid)
{
    return getpriority(PRIO_PROCESS, (id_t)pid);
}

static void a_thread_gets_back_what_it_had(void **state)
{
    struct scheduling before;
    pid_t child = start();

    (void)state;
    assert_int_equal(setpriority(PRIO_PROCESS, (id_t)child, 7), 0);
    scheduling_raise(&before, child);
    scheduling_restore(&before);
    assert_int_equal(nice_of(child), 7);
    end(child);
}

/* The bootstrap notices it. */
static void what_somebody_else_gives_stays(void **state)
{
    struct scheduling before;
    pid_t child = start();

    (void)state;
    scheduling_raise(&before, child);
    assert_int_equal(setpriority(PRIO_PROCESS, (id_t)child, 19), 0);
    scheduling_restore(&before);
    assert_int_equal(nice_of(child), 19);
    end(child);
}

/* As after an id has become another thread's. */
static void a_thread_that_was_not_raised_is_left_as_it_is(void **state)
{
    pid_t child = start();
    const struct scheduling before = {.thread = child, .nice = 3};

    (void)state;
    assert_int_equal(setpriority(PRIO_PROCESS, (id_t)child, 7), 0);
    scheduling_restore(&before);
    assert_int_equal(nice_of(child), 7);
    end(child);
}

static void other_classes_are_left_as_they_are(void **state)
{
    struct scheduling before;
    const struct sched_param none = {.sched_priority = 0};
    pid_t child = start();

    (void)state;
    assert_int_equal(sched_setscheduler(child, SCHED_BATCH, &none), 0);
    scheduling_raise(&before, child);
    assert_int_equal(sched_getscheduler(child), SCHED_BATCH);
    scheduling_restore(&before);
    assert_int_equal(sched_getscheduler(child), SCHED_BATCH);
    end(child);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_gets_back_what_it_had),
        cmocka_unit_test(what_somebody_else_gives_stays),
        cmocka_unit_test(a_thread_that_was_not_raised_is_left_as_it_is),
        cmocka_unit_test(other_classes_are_left_as_they_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
