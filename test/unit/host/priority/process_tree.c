#include "host/priority/process_tree.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static bool has(const pid_t *threads, size_t count, pid_t wanted)
{
    for (size_t i = 0; i < count; i++)
        if (threads[i] == wanted)
            return true;
    return false;
}

/* Returns the id of a child that waits, whose own child has told its id. */
static pid_t start(pid_t *grandchild)
{
    int ids[2];

    assert_int_equal(pipe(ids), 0);
    pid_t child = fork();
    if (child == 0) {
        pid_t own = fork();
        if (own > 0)
            (void)!write(ids[1], &own, sizeof own);
        for (;;)
            (void)pause();
    }
    assert_true(child > 0);
    assert_int_equal(read(ids[0], grandchild, sizeof *grandchild),
                     sizeof *grandchild);
    (void)close(ids[0]);
    (void)close(ids[1]);
    return child;
}

static void it_has_the_children_of_children(void **state)
{
    pid_t grandchild;
    pid_t child = start(&grandchild);
    pid_t threads[8];
    size_t count = process_tree_threads(child, threads, 8);

    (void)state;
    assert_int_equal(count, 2);
    assert_true(has(threads, count, child));
    assert_true(has(threads, count, grandchild));
    assert_int_equal(process_tree_threads(child, threads, 1), 1);
    (void)kill(grandchild, SIGKILL);
    (void)kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(process_tree_threads(child, threads, 8), 0);
}

/* Until the thread does, or for about 10 s. */
static bool comes_to_run(pid_t thread, bool runs)
{
    for (int i = 0; i < 10000; i++) {
        if (process_tree_runs(thread) == runs)
            return true;
        (void)usleep(1000);
    }
    return false;
}

static void it_knows_which_run(void **state)
{
    pid_t grandchild;
    pid_t waits = start(&grandchild);
    pid_t works = fork();

    (void)state;
    while (works == 0)
        (void)getppid();
    assert_true(works > 0);
    assert_true(comes_to_run(waits, false));
    assert_true(comes_to_run(works, true));
    (void)kill(grandchild, SIGKILL);
    (void)kill(waits, SIGKILL);
    (void)kill(works, SIGKILL);
    assert_int_equal(waitpid(waits, NULL, 0), waits);
    assert_int_equal(waitpid(works, NULL, 0), works);
    assert_false(process_tree_runs(works));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_the_children_of_children),
        cmocka_unit_test(it_knows_which_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
