/* host/base/log_writer - lines are written before the event loop waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <string.h>

#include "common/clock.h"
#include "common/fd.h"
#include "host/base/log_writer.h"

struct fixture {
    struct event_loop loop;
    struct log_writer writer;
    int reader;
    int sink;
};

static int open_all(void **state)
{
    static struct fixture s;
    struct error err = ERROR_NONE;

    *state = &s;
    if (!event_loop_open(&s.loop, &err) || !fd_pipe(&s.reader, &s.sink, &err) ||
        !fd_nonblock(s.reader, &err))
        return -1;
    log_writer_open(&s.writer, s.sink, &s.loop);
    return 0;
}

static int close_all(void **state)
{
    struct fixture *s = *state;

    log_writer_close(&s->writer, 0);
    event_loop_close(&s->loop);
    fd_close(&s->reader);
    fd_close(&s->sink);
    return 0;
}

#define FIXED(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)

static void add_line(struct fixture *s, const char *from, const char *text)
{
    log_writer_line(&s->writer, from, text, strlen(text));
}

static void assert_written(struct fixture *s, const char *text)
{
    char bytes[256] = "";

    (void)fd_read(s->reader, bytes, sizeof bytes - 1);
    assert_string_equal(bytes, text);
}

static void do_nothing(void *self)
{
    (void)self;
}

/* Without a wait. */
static void run_once(struct fixture *s)
{
    struct timer now = {.on_fire = do_nothing};

    timer_set(&s->loop, &now, 0);
    event_loop_run_once(&s->loop);
    timer_clear(&s->loop, &now);
}

static void lines_wait_for_the_loop(void **state)
{
    struct fixture *s = *state;

    add_line(s, "f", "one");
    add_line(s, NULL, "two");
    assert_written(s, "");
    run_once(s);
    assert_written(s, "f | one\ntwo\n");
    run_once(s);
    assert_written(s, "");
}

static void a_record_keeps_its_lines_and_no_control_character(void **state)
{
    struct fixture *s = *state;

    add_line(s, "f", "one\rtwo\nthree\tfour \033[2J\a");
    run_once(s);
    assert_written(s, "f | one\n\ttwo\n\tthree\tfour \\x1b[2J\\x07\n");
}

static void the_last_lines_are_written_at_the_end(void **state)
{
    struct fixture *s = *state;

    add_line(s, "f", "last");
    log_writer_close(&s->writer, 0);
    assert_written(s, "f | last\n");
}

static void note(void *self)
{
    *(bool *)self = true;
}

/* As often as the loop wakes up within `ms`. */
static int wakes_within(struct fixture *s, int64_t ms)
{
    bool over = false;
    struct timer end = {.on_fire = note, .self = &over};
    int wakes = 0;

    timer_set(&s->loop, &end, ms);
    while (!over) {
        event_loop_run_once(&s->loop);
        wakes++;
    }
    return wakes;
}

enum { TAIL_SIZE = 64 };

/* Reads until what was read ends with the words. */
static void assert_ends_with(struct fixture *s, const char *words)
{
    char bytes[2 * TAIL_SIZE + 4096] = "";
    size_t have = 0;

    for (int i = 0; i < 10000; i++) {
        ssize_t got = fd_read(s->reader, bytes + have, 4096);
        have += got > 0 ? (size_t)got : 0;
        bytes[have] = '\0';
        if (have >= strlen(words) &&
            !strcmp(bytes + have - strlen(words), words))
            return;
        if (have > TAIL_SIZE) {
            memmove(bytes, bytes + have - TAIL_SIZE, TAIL_SIZE);
            have = TAIL_SIZE;
        }
        if (got <= 0)
            (void)wakes_within(s, 1);
    }
    fail_msg("it does not come: %s", words);
}

static void a_reader_that_does_not_read_costs_no_wake_ups(void **state)
{
    struct fixture *s = *state;
    static char text[300 * 1024];

    memset(text, 'x', sizeof text);
    log_writer_line(&s->writer, NULL, text, sizeof text);
    /* One is the end of the time. */
    assert_int_equal(wakes_within(s, 300), 1);
    add_line(s, NULL, "the end");
    assert_int_equal(wakes_within(s, 100), 1);
    assert_ends_with(s, "x\nthe end\n");
    add_line(s, NULL, "more");
    run_once(s);
    assert_written(s, "more\n");
    assert_int_equal(wakes_within(s, 100), 1);
}

static void lost_lines_are_told_when_there_is_room(void **state)
{
    struct fixture *s = *state;
    static char text[LOG_WRITER_QUEUE_BYTES - 1];

    memset(text, 'x', sizeof text);
    log_writer_line(&s->writer, NULL, text, sizeof text);
    add_line(s, NULL, "lost");
    add_line(s, NULL, "lost");
    assert_ends_with(s, "x\ndayfly: 2 log lines were lost\n");
}

static void
a_reader_that_does_not_read_delays_the_end_by_this_time(void **state)
{
    struct fixture *s = *state;
    static char text[300 * 1024];

    log_writer_line(&s->writer, NULL, text, sizeof text);
    int64_t began = clock_mono_ms();
    log_writer_close(&s->writer, 100);
    assert_in_range(clock_mono_ms() - began, 100, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXED(lines_wait_for_the_loop),
        FIXED(a_record_keeps_its_lines_and_no_control_character),
        FIXED(the_last_lines_are_written_at_the_end),
        FIXED(a_reader_that_does_not_read_costs_no_wake_ups),
        FIXED(lost_lines_are_told_when_there_is_room),
        FIXED(a_reader_that_does_not_read_delays_the_end_by_this_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
