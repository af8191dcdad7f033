/* bootstrap/process/stdin_writer - pieces of memory, written as a pipe accepts
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/process/stdin_writer.h"
#include "common/fd.h"

struct pipe {
    int reader;
    int writer;
};

static int lay_pipe(void **state)
{
    static struct pipe p;
    struct error err = ERROR_NONE;

    (void)signal(SIGPIPE, SIG_IGN);
    *state = &p;
    return fd_pipe(&p.reader, &p.writer, &err) && fd_nonblock(p.writer, &err) &&
                   fd_nonblock(p.reader, &err)
               ? 0
               : -1;
}

static int close_pipe(void **state)
{
    struct pipe *p = *state;

    fd_close(&p->reader);
    fd_close(&p->writer);
    return 0;
}

#define PIPED(test) cmocka_unit_test_setup_teardown(test, lay_pipe, close_pipe)

static struct iovec piece(const char *bytes, size_t size)
{
    return (struct iovec){.iov_base = (void *)(size_t)bytes, .iov_len = size};
}

static void pieces_are_written_in_order(void **state)
{
    static const char *const rows[][STDIN_PIECES_MAX] = {
        {"a", "bc", "def"}, {"", "x", ""},  {"", "", "x"},
        {"x", "", ""},      {"x", "", "y"}, {"", "", ""},
    };
    struct pipe *p = *state;
    struct error err = ERROR_NONE;

    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t first = 0; first < STDIN_PIECES_MAX; first++) {
            struct iovec pieces[STDIN_PIECES_MAX];
            char want[16] = "";
            char got[16] = "";
            struct stdin_writer writer;
            for (size_t n = first; n < STDIN_PIECES_MAX; n++) {
                pieces[n - first] = piece(rows[i][n], strlen(rows[i][n]));
                (void)strcat(want, rows[i][n]);
            }
            stdin_writer_begin(&writer, pieces, STDIN_PIECES_MAX - first);
            assert_true(stdin_writer_has_pending(&writer));
            assert_int_equal(stdin_writer_write(&writer, p->writer, &err),
                             STDIN_WRITTEN);
            assert_false(stdin_writer_has_pending(&writer));
            (void)fd_read(p->reader, got, sizeof got - 1);
            assert_string_equal(got, want);
        }
    }
}

static void what_the_pipe_does_not_accept_is_written_later(void **state)
{
    enum { SIZE = 3000003 };
    struct pipe *p = *state;
    struct error err = ERROR_NONE;
    char *bytes = malloc(SIZE);
    char *heard = malloc(SIZE + 1);
    size_t size = 0;
    enum stdin_write_result fed;

    assert_true(bytes && heard);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)(i * 31 >> 3);
    struct iovec pieces[] = {piece(bytes, 70000), piece(bytes + 70000, 1),
                             piece(bytes + 70001, SIZE - 70001)};
    struct stdin_writer writer;
    stdin_writer_begin(&writer, pieces, COUNT(pieces));
    assert_int_equal(stdin_writer_write(&writer, p->writer, &err),
                     STDIN_PARTIAL);
    assert_int_equal(stdin_writer_write(&writer, p->writer, &err),
                     STDIN_PARTIAL);
    do {
        ssize_t got = fd_read(p->reader, heard + size, 7001);
        size += got > 0 ? (size_t)got : 0;
        assert_in_range(size, 0, SIZE);
        fed = stdin_writer_write(&writer, p->writer, &err);
        assert_int_equal(fed == STDIN_PARTIAL,
                         stdin_writer_has_pending(&writer));
    } while (fed == STDIN_PARTIAL);
    assert_int_equal(fed, STDIN_WRITTEN);
    for (ssize_t got = 1; got > 0; size += got > 0 ? (size_t)got : 0)
        got = fd_read(p->reader, heard + size, SIZE + 1 - size);
    assert_int_equal(size, SIZE);
    assert_memory_equal(heard, bytes, SIZE);
    assert_string_equal(err.text, "");
    free(bytes);
    free(heard);
}

static void only_a_large_event_makes_the_pipe_wider(void **state)
{
    static char bytes[PIPE_BYTES + 1];
    struct pipe *p = *state;
    struct error err = ERROR_NONE;
    struct stdin_writer writer;

    for (size_t size = PIPE_BYTES; size <= sizeof bytes; size++) {
        struct iovec pieces[] = {piece(bytes, size)};
        stdin_writer_begin(&writer, pieces, COUNT(pieces));
        assert_int_equal(stdin_writer_write(&writer, p->writer, &err),
                         STDIN_WRITTEN);
        assert_int_equal(fcntl(p->writer, F_GETPIPE_SZ) > PIPE_BYTES,
                         size > PIPE_BYTES);
        assert_int_equal(fd_read(p->reader, bytes, size), size);
    }
}

static void a_closed_stdin_ends_the_writing_without_an_error(void **state)
{
    struct pipe *p = *state;
    struct error err = ERROR_NONE;
    struct iovec pieces[] = {piece("event", 5)};
    struct stdin_writer writer;

    stdin_writer_begin(&writer, pieces, COUNT(pieces));
    fd_close(&p->reader);
    assert_int_equal(stdin_writer_write(&writer, p->writer, &err),
                     STDIN_CLOSED);
    assert_false(stdin_writer_has_pending(&writer));
    assert_string_equal(err.text, "");
}

static void a_pipe_that_fails_ends_the_writing_with_an_error(void **state)
{
    struct pipe *p = *state;
    struct error err = ERROR_NONE;
    struct iovec pieces[] = {piece("event", 5)};
    struct stdin_writer writer;

    stdin_writer_begin(&writer, pieces, COUNT(pieces));
    assert_int_equal(stdin_writer_write(&writer, p->reader, &err),
                     STDIN_FAILED);
    assert_false(stdin_writer_has_pending(&writer));
    assert_string_equal(
        err.text, "cannot write the event to the process: Bad file descriptor");
}

static void a_forgotten_piece_is_not_written(void **state)
{
    struct pipe *p = *state;
    struct error err = ERROR_NONE;
    struct iovec pieces[] = {piece("event", 5)};
    struct stdin_writer writer;
    char bytes[8];

    stdin_writer_begin(&writer, pieces, COUNT(pieces));
    stdin_writer_forget(&writer);
    assert_false(stdin_writer_has_pending(&writer));
    assert_int_equal(stdin_writer_write(&writer, p->writer, &err),
                     STDIN_WRITTEN);
    assert_int_equal(fd_read(p->reader, bytes, sizeof bytes), -1);
}

static void added_pieces_follow_those_that_are_left(void **state)
{
    struct pipe *p = *state;
    struct error err = ERROR_NONE;

    for (int half = 0; half < 2; half++) {
        struct stdin_writer writer;
        char got[16] = "";
        struct iovec birth = piece("hello", 5);
        struct iovec event[] = {piece("head", 4), piece("event", 5)};
        stdin_writer_begin(&writer, &birth, 1);
        if (half)
            assert_int_equal(stdin_writer_write(&writer, p->writer, &err),
                             STDIN_WRITTEN);
        stdin_writer_add(&writer, event, COUNT(event));
        assert_int_equal(writer.written, 0);
        assert_int_equal(stdin_writer_write(&writer, p->writer, &err),
                         STDIN_WRITTEN);
        assert_int_equal(writer.written, half ? 9 : 14);
        assert_int_equal(fd_read(p->reader, got, sizeof got), 14);
        assert_memory_equal(got, "helloheadevent", 14);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PIPED(pieces_are_written_in_order),
        PIPED(what_the_pipe_does_not_accept_is_written_later),
        PIPED(only_a_large_event_makes_the_pipe_wider),
        PIPED(a_closed_stdin_ends_the_writing_without_an_error),
        PIPED(a_pipe_that_fails_ends_the_writing_with_an_error),
        PIPED(a_forgotten_piece_is_not_written),
        PIPED(added_pieces_follow_those_that_are_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
