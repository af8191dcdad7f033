/* host/base/log_writer - lines are written before the event loop waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <string.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXED(lines_wait_for_the_loop),
        FIXED(a_record_keeps_its_lines_and_no_control_character),
        FIXED(the_last_lines_are_written_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
