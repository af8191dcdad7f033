/* bootstrap/process/stdin_writer - pieces of memory, as a pipe takes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/fd.h"
#include "bootstrap/process/stdin_writer.h"

struct pipe {
    int reader;
    int writer;
};

static int lay_pipe(void **state)
{
    static struct pipe p;
    struct fault f = FAULT_NONE;

    (void)signal(SIGPIPE, SIG_IGN);
    *state = &p;
    return fd_pipe(&p.reader, &p.writer, &f) && fd_nonblock(p.writer, &f) &&
                   fd_nonblock(p.reader, &f)
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

static void the_pieces_are_fed_in_order(void **state)
{
    static const char *const rows[][FEED_MOST] = {
        {"a", "bc", "def"}, {"", "x", ""},  {"", "", "x"},
        {"x", "", ""},      {"x", "", "y"}, {"", "", ""},
    };
    struct pipe *p = *state;
    struct fault f = FAULT_NONE;

    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t first = 0; first < FEED_MOST; first++) {
            struct iovec pieces[FEED_MOST];
            char want[16] = "";
            char got[16] = "";
            struct feed d;
            for (size_t n = first; n < FEED_MOST; n++) {
                pieces[n - first] = piece(rows[i][n], strlen(rows[i][n]));
                (void)strcat(want, rows[i][n]);
            }
            feed_begin(&d, pieces, FEED_MOST - first);
            assert_true(feed_left(&d));
            assert_int_equal(feed_turn(&d, p->writer, &f), FED_ALL);
            assert_false(feed_left(&d));
            (void)fd_read(p->reader, got, sizeof got - 1);
            assert_string_equal(got, want);
        }
    }
}

static void what_the_pipe_does_not_take_is_fed_later(void **state)
{
    enum { SIZE = 1000003 };
    struct pipe *p = *state;
    struct fault f = FAULT_NONE;
    char *bytes = malloc(SIZE);
    char *heard = malloc(SIZE + 1);
    size_t size = 0;
    enum fed fed;

    assert_true(bytes && heard);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)(i * 31 >> 3);
    struct iovec pieces[] = {piece(bytes, 70000), piece(bytes + 70000, 1),
                             piece(bytes + 70001, SIZE - 70001)};
    struct feed d;
    feed_begin(&d, pieces, COUNT(pieces));
    assert_int_equal(feed_turn(&d, p->writer, &f), FED_SOME);
    assert_int_equal(feed_turn(&d, p->writer, &f), FED_SOME);
    do {
        ssize_t got = fd_read(p->reader, heard + size, 7001);
        size += got > 0 ? (size_t)got : 0;
        assert_in_range(size, 0, SIZE);
        fed = feed_turn(&d, p->writer, &f);
        assert_int_equal(fed == FED_SOME, feed_left(&d));
    } while (fed == FED_SOME);
    assert_int_equal(fed, FED_ALL);
    for (ssize_t got = 1; got > 0; size += got > 0 ? (size_t)got : 0)
        got = fd_read(p->reader, heard + size, SIZE + 1 - size);
    assert_int_equal(size, SIZE);
    assert_memory_equal(heard, bytes, SIZE);
    assert_string_equal(f.text, "");
    free(bytes);
    free(heard);
}

static void a_reader_that_is_gone_ends_it_without_a_fault(void **state)
{
    struct pipe *p = *state;
    struct fault f = FAULT_NONE;
    struct iovec pieces[] = {piece("event", 5)};
    struct feed d;

    feed_begin(&d, pieces, COUNT(pieces));
    fd_close(&p->reader);
    assert_int_equal(feed_turn(&d, p->writer, &f), FED_REFUSED);
    assert_false(feed_left(&d));
    assert_string_equal(f.text, "");
}

static void a_pipe_that_fails_ends_it_with_the_reason(void **state)
{
    struct pipe *p = *state;
    struct fault f = FAULT_NONE;
    struct iovec pieces[] = {piece("event", 5)};
    struct feed d;

    feed_begin(&d, pieces, COUNT(pieces));
    assert_int_equal(feed_turn(&d, p->reader, &f), FED_BROKEN);
    assert_false(feed_left(&d));
    assert_string_equal(f.text,
                        "cannot hand over the event: Bad file descriptor");
}

static void what_is_forgotten_is_not_fed(void **state)
{
    struct pipe *p = *state;
    struct fault f = FAULT_NONE;
    struct iovec pieces[] = {piece("event", 5)};
    struct feed d;
    char bytes[8];

    feed_begin(&d, pieces, COUNT(pieces));
    feed_forget(&d);
    assert_false(feed_left(&d));
    assert_int_equal(feed_turn(&d, p->writer, &f), FED_ALL);
    assert_int_equal(fd_read(p->reader, bytes, sizeof bytes), -1);
}

static void what_is_added_comes_after_what_is_left(void **state)
{
    struct pipe *p = *state;
    struct fault f = FAULT_NONE;

    for (int half = 0; half < 2; half++) {
        struct feed d;
        char got[16] = "";
        struct iovec birth = piece("hello", 5);
        struct iovec event[] = {piece("head", 4), piece("event", 5)};
        feed_begin(&d, &birth, 1);
        if (half)
            assert_int_equal(feed_turn(&d, p->writer, &f), FED_ALL);
        feed_add(&d, event, COUNT(event));
        assert_int_equal(d.fed, 0);
        assert_int_equal(feed_turn(&d, p->writer, &f), FED_ALL);
        assert_int_equal(d.fed, half ? 9 : 14);
        assert_int_equal(fd_read(p->reader, got, sizeof got), 14);
        assert_memory_equal(got, "helloheadevent", 14);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PIPED(the_pieces_are_fed_in_order),
        PIPED(what_the_pipe_does_not_take_is_fed_later),
        PIPED(a_reader_that_is_gone_ends_it_without_a_fault),
        PIPED(a_pipe_that_fails_ends_it_with_the_reason),
        PIPED(what_is_forgotten_is_not_fed),
        PIPED(what_is_added_comes_after_what_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
