/* host/logbook - lines that are kept are found again, forwards, backwards and
 * by time, over several segments; what is damaged is skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/logbook/log_group.h"
#include "host/logbook/log_reader.h"

enum { LINES = 5000, SEGMENT = 64 * 1024 };

static const char stream[] = "2026/11/29/[$LATEST]0";

static void make_folder(char folder[])
{
    assert_non_null(mkdtemp(folder));
}

static void add(struct log_group *group, int64_t time_ms, const char *text)
{
    const struct log_line line = {.time_ms = time_ms,
                                  .stream = stream,
                                  .stream_size = strlen(stream),
                                  .text = text,
                                  .text_size = strlen(text)};

    assert_true(log_group_add(group, &line));
}

/* Lines "0" to "4999", two in each millisecond. */
static struct log_group *fill(const char *folder)
{
    struct log_group *group = log_group_open(folder, "fn");
    struct error err = ERROR_NONE;
    char text[16];

    assert_non_null(group);
    for (int i = 0; i < LINES; i++) {
        (void)snprintf(text, sizeof text, "%d", i);
        add(group, 1000 + i / 2, text);
        if (i % 100 == 99)
            assert_true(log_group_write(group, SEGMENT, &err));
    }
    assert_true(group->count > 2);
    return group;
}

static int number_of(const struct log_line *line)
{
    char text[16];

    assert_true(line->text_size < sizeof text);
    memcpy(text, line->text, line->text_size);
    text[line->text_size] = '\0';
    return (int)strtol(text, NULL, 10);
}

static void check_all(const struct log_group *group)
{
    struct log_reader reader;
    struct log_line line;
    int i = 0;

    log_reader_open(&reader, group);
    for (; log_reader_next(&reader, &line); i++) {
        assert_int_equal(number_of(&line), i);
        assert_int_equal(line.time_ms, 1000 + i / 2);
    }
    assert_int_equal(i, LINES);
    while (log_reader_previous(&reader, &line))
        assert_int_equal(number_of(&line), --i);
    assert_int_equal(i, 0);
    for (int64_t ms = 990; ms < 1000 + LINES / 2 + 10; ms += 7) {
        log_reader_seek_time(&reader, ms);
        bool found = log_reader_next(&reader, &line);
        assert_true(found == (ms < 1000 + LINES / 2));
        if (found)
            assert_int_equal(number_of(&line),
                             ms < 1000 ? 0 : (int)(ms - 1000) * 2);
    }
    log_reader_close(&reader);
}

static void empty(struct log_group *group, const char *folder)
{
    log_group_remove(group);
    log_group_free(group);
    assert_int_equal(rmdir(folder), 0);
}

static void lines_are_found_again_also_after_a_restart(void **state)
{
    char folder[] = "/tmp/logbook-XXXXXX";
    struct log_group *group;

    (void)state;
    make_folder(folder);
    group = fill(folder);
    check_all(group);
    log_group_free(group);
    group = log_group_open(folder, "fn");
    assert_int_equal(group->last_ms, 1000 + LINES / 2 - 1);
    check_all(group);
    empty(group, folder);
}

static void damage(const struct log_group *group, size_t segment,
                   const char *bytes, size_t size, off_t at)
{
    char path[PATH_MAX];

    log_segment_path(group, &group->segments[segment], path);
    AUTO(int, fd_close) fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    if (at < 0)
        at = lseek(fd, 0, SEEK_END);
    assert_int_equal(pwrite(fd, bytes, size, at), (ssize_t)size);
}

static void what_is_cut_off_is_removed_before_the_next_line(void **state)
{
    char folder[] = "/tmp/logbook-XXXXXX";
    struct log_group *group;
    struct error err = ERROR_NONE;
    struct log_reader reader;
    struct log_line line;

    (void)state;
    make_folder(folder);
    group = fill(folder);
    damage(group, group->count - 1, "9999 - x cut", 12, -1);
    log_group_free(group);
    group = log_group_open(folder, "fn");
    check_all(group);
    add(group, 1, "7");
    assert_true(log_group_write(group, SEGMENT, &err));
    log_reader_open(&reader, group);
    log_reader_seek_end(&reader);
    assert_true(log_reader_previous(&reader, &line));
    assert_int_equal(number_of(&line), 7);
    /* Times never go back. */
    assert_int_equal(line.time_ms, 1000 + LINES / 2 - 1);
    assert_true(log_reader_previous(&reader, &line));
    assert_int_equal(number_of(&line), LINES - 1);
    log_reader_close(&reader);
    empty(group, folder);
}

/* As a disk leaves it that has lost its power. */
static void damaged_bytes_are_skipped(void **state)
{
    char folder[] = "/tmp/logbook-XXXXXX";
    static const char zeros[3000];
    struct log_group *group;
    struct log_reader reader;
    struct log_line line;
    int forwards = 0;
    int backwards = 0;

    (void)state;
    make_folder(folder);
    group = fill(folder);
    damage(group, 1, zeros, sizeof zeros, 5000);
    log_reader_open(&reader, group);
    while (log_reader_next(&reader, &line))
        forwards++;
    while (log_reader_previous(&reader, &line))
        backwards++;
    log_reader_close(&reader);
    assert_int_equal(forwards, backwards);
    assert_true(forwards < LINES && forwards > LINES - 200);
    empty(group, folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_found_again_also_after_a_restart),
        cmocka_unit_test(what_is_cut_off_is_removed_before_the_next_line),
        cmocka_unit_test(damaged_bytes_are_skipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
