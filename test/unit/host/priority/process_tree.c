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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_the_children_of_children),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
