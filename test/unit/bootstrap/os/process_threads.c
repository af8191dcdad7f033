/* bootstrap/os/process_threads - of this process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <unistd.h>

#include "bootstrap/os/process_threads.h"

static void *wait_at(void *barrier)
{
    (void)pthread_barrier_wait(barrier);
    return NULL;
}

static void all_threads_are_listed(void **state)
{
    pthread_barrier_t barrier;
    pthread_t threads[2];
    pid_t tids[3] = {0};
    size_t count = 0;
    int own = 0;

    (void)state;
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 3), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, wait_at, &barrier),
                         0);
    assert_true(process_threads(getpid(), tids, 3, &count));
    assert_int_equal(count, 3);
    for (int i = 0; i < 3; i++)
        own += tids[i] == getpid();
    assert_int_equal(own, 1);
    assert_false(process_threads(getpid(), tids, 2, &count));
    (void)pthread_barrier_wait(&barrier);
    for (int i = 0; i < 2; i++)
        (void)pthread_join(threads[i], NULL);
}

static void there_may_be_no_such_process(void **state)
{
    pid_t tid;
    size_t count;

    (void)state;
    assert_false(process_threads(-1, &tid, 1, &count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_threads_are_listed),
        cmocka_unit_test(there_may_be_no_such_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
