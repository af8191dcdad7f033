/* host/base/command_output - each line is passed on, the end is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/fd.h"
#include "host/base/command_output.h"
#include "test/unit/support/failing.h"

struct fixture {
    struct event_loop loop;
    struct command_output output;
    int writer;
    unsigned lines;
    char last[256];
};

static void note(void *self, const char *line, size_t size)
{
    struct fixture *s = self;

    s->lines++;
    (void)snprintf(s->last, sizeof s->last, "%.*s", (int)size, line);
}

static int open_all(void **state)
{
    static struct fixture s;
    struct error err = ERROR_NONE;

    *state = &s;
    s = (struct fixture){.writer = -1};
    if (!event_loop_open(&s.loop, &err))
        return -1;
    s.writer = command_output_open(&s.output, &s.loop, note, &s, &err);
    return s.writer < 0;
}

static int close_all(void **state)
{
    struct fixture *s = *state;

    command_output_close(&s->output);
    event_loop_close(&s->loop);
    fd_close(&s->writer);
    return 0;
}

#define FIXED(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)

static void print(struct fixture *s, const char *text)
{
    assert_true(fd_write_all(s->writer, text, strlen(text)));
}

static void a_line_is_passed_on_before_the_command_ends(void **state)
{
    struct fixture *s = *state;

    print(s, "one\ntwo");
    event_loop_run_once(&s->loop);
    assert_int_equal(s->lines, 1);
    assert_string_equal(s->last, "one");
}

static void what_is_short_is_kept_whole(void **state)
{
    struct fixture *s = *state;
    char text[COMMAND_OUTPUT_TEXT_SIZE];

    print(s, "one\ntwo\r\n\n");
    fd_close(&s->writer);
    command_output_end(&s->output, text);
    assert_string_equal(text, "one\ntwo");
    assert_int_equal(s->lines, 3);
    assert_false(command_output_is_open(&s->output));
}

static void
of_what_is_long_the_last_lines_are_kept_and_the_rest_counted(void **state)
{
    struct fixture *s = *state;
    char text[COMMAND_OUTPUT_TEXT_SIZE];
    char line[32];
    int count = 0;

    for (; count < 20000; count++) {
        (void)snprintf(line, sizeof line, "line %06d\n", count);
        print(s, line);
        if (count % 1000 == 0)
            event_loop_run_once(&s->loop);
    }
    command_output_end(&s->output, text);
    assert_int_equal(s->lines, count);
    assert_string_equal(s->last, "line 019999");
    unsigned long long left_out = 0;
    const char *rest = strchr(text, '\n');
    assert_int_equal(sscanf(text, "(%llu bytes", &left_out), 1);
    assert_non_null(rest);
    /* The line end of the last one is not there. */
    assert_int_equal(left_out + strlen(rest + 1) + 1, 12 * count);
    assert_memory_equal(rest + 1, "line 0", 6);
    assert_string_equal(text + strlen(text) - 11, "line 019999");
}

static void who_keeps_the_other_end_holds_nobody_up(void **state)
{
    struct fixture *s = *state;
    char text[COMMAND_OUTPUT_TEXT_SIZE];

    print(s, "said");
    command_output_end(&s->output, text);
    assert_string_equal(text, "said");
    assert_string_equal(s->last, "said");
    assert_int_equal(s->output.watch.fd, -1);
}

static void a_pipe_without_writers_wakes_nobody(void **state)
{
    struct fixture *s = *state;

    print(s, "said\n");
    fd_close(&s->writer);
    for (int i = 0; i < 3 && s->output.watch.fd >= 0; i++)
        event_loop_run_once(&s->loop);
    assert_int_equal(s->output.watch.fd, -1);
}

static void without_memory_nothing_is_open(void **state)
{
    struct fixture *s = *state;
    struct command_output other = {.printed = 0};
    struct error err = ERROR_NONE;

    failing_from(1);
    assert_int_equal(command_output_open(&other, &s->loop, note, s, &err), -1);
    failing_from(0);
    assert_string_equal(err.text, "out of memory");
    assert_false(command_output_is_open(&other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXED(a_line_is_passed_on_before_the_command_ends),
        FIXED(what_is_short_is_kept_whole),
        FIXED(of_what_is_long_the_last_lines_are_kept_and_the_rest_counted),
        FIXED(who_keeps_the_other_end_holds_nobody_up),
        FIXED(a_pipe_without_writers_wakes_nobody),
        FIXED(without_memory_nothing_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
