/* common/fd - descriptors: -1 means none, all are close-on-exec. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"

static void closing_leaves_minus_one_and_keeps_errno(void **state)
{
    int fd = dup(0);

    (void)state;
    assert_true(fd >= 0);
    int number = fd;
    errno = EILSEQ;
    fd_close(&fd);
    assert_int_equal(fd, -1);
    assert_int_equal(errno, EILSEQ);
    assert_int_equal(fcntl(number, F_GETFD), -1);
    errno = EILSEQ;
    fd_close(&fd);
    assert_int_equal(errno, EILSEQ);
}

static void taking_leaves_minus_one(void **state)
{
    int fd = 7;

    (void)state;
    assert_int_equal(fd_take(&fd), 7);
    assert_int_equal(fd, -1);
    assert_int_equal(fd_take(&fd), -1);
}

static void a_pipe_is_close_on_exec_at_both_ends(void **state)
{
    struct error err = ERROR_NONE;
    int reader = -1;
    int writer = -1;
    char got[4];

    (void)state;
    assert_true(fd_pipe(&reader, &writer, &err));
    assert_true(fcntl(reader, F_GETFD) & FD_CLOEXEC);
    assert_true(fcntl(writer, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(fd_write(writer, "abc", 3), 3);
    assert_int_equal(fd_read(reader, got, sizeof got), 3);
    assert_memory_equal(got, "abc", 3);
    fd_close(&writer);
    assert_int_equal(fd_read(reader, got, sizeof got), 0);
    fd_close(&reader);
    assert_string_equal(err.text, "");
}

static void errors_name_what_failed(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    assert_false(fd_nonblock(-1, &err));
    assert_non_null(strstr(err.text, "Bad file descriptor"));
}

static void a_non_blocking_descriptor_says_so(void **state)
{
    struct error err = ERROR_NONE;
    int reader = -1;
    int writer = -1;
    char c;

    (void)state;
    assert_true(fd_pipe(&reader, &writer, &err));
    assert_true(fd_nonblock(reader, &err));
    assert_int_equal(fd_read(reader, &c, 1), -1);
    assert_int_equal(errno, EAGAIN);
    fd_close(&reader);
    fd_close(&writer);
}

enum { LOAD = 1 << 20 };

static void *drain(void *self)
{
    static char sink[4096];
    size_t total = 0;
    ssize_t got;

    do {
        got = fd_read(*(int *)self, sink, sizeof sink);
        total += got > 0 ? (size_t)got : 0;
    } while (got > 0);
    return (void *)total;
}

/* A megabyte through a pipe of 64 KB: the writer must wait for its reader,
 * also where the descriptor says EAGAIN instead. */
static void all_bytes_are_written_however_slow_the_reader(void **state)
{
    static char load[LOAD];

    (void)state;
    for (int nonblock = 0; nonblock < 2; nonblock++) {
        struct error err = ERROR_NONE;
        int reader = -1;
        int writer = -1;
        pthread_t thread;
        void *total;

        assert_true(fd_pipe(&reader, &writer, &err));
        assert_true(!nonblock || fd_nonblock(writer, &err));
        assert_int_equal(pthread_create(&thread, NULL, drain, &reader), 0);
        assert_true(fd_write_all(writer, load, sizeof load));
        fd_close(&writer);
        assert_int_equal(pthread_join(thread, &total), 0);
        assert_int_equal((size_t)total, LOAD);
        fd_close(&reader);
    }
}

static void a_pipe_without_a_reader_is_an_error(void **state)
{
    struct error err = ERROR_NONE;
    int reader = -1;
    int writer = -1;

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    assert_true(fd_pipe(&reader, &writer, &err));
    fd_close(&reader);
    assert_false(fd_write_all(writer, "x", 1));
    assert_int_equal(errno, EPIPE);
    fd_close(&writer);
}

static void a_write_when_ready_never_blocks(void **state)
{
    static char load[LOAD];
    struct error err = ERROR_NONE;
    int reader = -1;
    int writer = -1;
    ssize_t put;
    size_t all = 0;

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    assert_true(fd_pipe(&reader, &writer, &err));
    while ((put = fd_write_ready(writer, load, sizeof load, 0)) > 0)
        all += (size_t)put;
    assert_int_equal(put, 0);
    assert_in_range(all, 1, LOAD - 1);
    fd_close(&reader);
    assert_int_equal(fd_write_ready(writer, "x", 1, 0), -1);
    fd_close(&writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closing_leaves_minus_one_and_keeps_errno),
        cmocka_unit_test(taking_leaves_minus_one),
        cmocka_unit_test(a_pipe_is_close_on_exec_at_both_ends),
        cmocka_unit_test(errors_name_what_failed),
        cmocka_unit_test(a_non_blocking_descriptor_says_so),
        cmocka_unit_test(all_bytes_are_written_however_slow_the_reader),
        cmocka_unit_test(a_pipe_without_a_reader_is_an_error),
        cmocka_unit_test(a_write_when_ready_never_blocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
