/* common/line_splitter - a stream cut into lines: nothing lost, nothing
 * unbounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "common/line_splitter.h"
#include "test/unit/support/failing.h"
#include "test/unit/support/guard.h"

enum { MOST_TOLD = 4 * LINE_MAX_BYTES };

/* What was told, each line followed by '|'. */
static void note(void *self, const char *line, size_t size)
{
    struct buf *told = self;

    assert_true(buf_add(told, line, size));
    assert_true(buf_add_str(told, "|"));
}

static void lines_end_in_lf_or_cr_lf(void **state)
{
    static const struct {
        const char *bytes;
        const char *told;
    } rows[] = {
        {"", ""},
        {"a", "a|"},
        {"a\n", "a|"},
        {"a\r\n", "a|"},
        {"a\nb", "a|b|"},
        {"\n\n", "||"},
        {"\r\n\n", "||"},
        {"a\rb\n", "a\rb|"},
        {"a\r\r\n", "a\r|"},
        {"one\ntwo\nthree\n", "one|two|three|"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf told = BUF(MOST_TOLD);
        struct line_splitter splitter = LINE_SPLITTER(note, &told);
        size_t size = strlen(rows[i].bytes);
        char *edge = guard_copy(rows[i].bytes, size);
        line_splitter_add(&splitter, edge, size);
        line_splitter_end(&splitter);
        assert_string_equal(told.data, rows[i].told);
        guard_free(edge, size);
        line_splitter_free(&splitter);
        buf_free(&told);
    }
}

/* Wherever the stream is cut on its way, the lines are the same. */
static void every_split_gives_the_same_lines(void **state)
{
    static const char stream[] = "first\r\n\nsecond\nthe third\r\n\r\nlast";
    static const char whole[] = "first||second|the third||last|";
    size_t size = sizeof stream - 1;

    (void)state;
    for (size_t one = 0; one <= size; one++) {
        for (size_t two = one; two <= size; two++) {
            struct buf told = BUF(MOST_TOLD);
            struct line_splitter splitter = LINE_SPLITTER(note, &told);
            line_splitter_add(&splitter, stream, one);
            line_splitter_add(&splitter, stream + one, two - one);
            line_splitter_add(&splitter, stream + two, size - two);
            line_splitter_end(&splitter);
            assert_string_equal(told.data, whole);
            line_splitter_free(&splitter);
            buf_free(&told);
        }
    }
}

struct told {
    size_t pieces;
    size_t bytes; /* of the function's own, marks not counted */
    bool marked;  /* the last piece said that the line goes on */
};

static void count(void *self, const char *line, size_t size)
{
    struct told *t = self;
    size_t mark = strlen(LINE_CONTINUES);

    assert_true(size <= LINE_MAX_BYTES + mark);
    t->marked =
        size > mark && !memcmp(line + size - mark, LINE_CONTINUES, mark);
    t->pieces++;
    t->bytes += t->marked ? size - mark : size;
    for (size_t i = 0; i < size - (t->marked ? mark : 0); i++)
        if (line[i] != 'x')
            fail_msg("byte %zu is not the function's", i);
}

static void long_lines_come_in_pieces_without_loss(void **state)
{
    static const struct {
        size_t size;
        size_t pieces;
    } rows[] = {
        {LINE_MAX_BYTES - 1, 1},     {LINE_MAX_BYTES, 1},
        {LINE_MAX_BYTES + 1, 2},     {2 * LINE_MAX_BYTES, 2},
        {2 * LINE_MAX_BYTES + 1, 3}, {10 * LINE_MAX_BYTES, 10},
    };
    static const size_t bites[] = {1, 4095, 4096, 65536, 65537, 1 << 20};
    static char xs[10 * LINE_MAX_BYTES];

    (void)state;
    memset(xs, 'x', sizeof xs);
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t b = 0; b < COUNT(bites); b++) {
            struct told told = {.pieces = 0};
            struct line_splitter splitter = LINE_SPLITTER(count, &told);
            for (size_t at = 0; at < rows[i].size; at += bites[b]) {
                size_t left = rows[i].size - at;
                line_splitter_add(&splitter, xs + at,
                                  left < bites[b] ? left : bites[b]);
            }
            line_splitter_add(&splitter, "\n", 1);
            assert_int_equal(told.pieces, rows[i].pieces);
            assert_int_equal(told.bytes, rows[i].size);
            assert_false(told.marked);
            line_splitter_free(&splitter);
        }
    }
}

/* Short memory may cost text, never more: no crash, no endless loop, and the
 * next line is whole again. */
static void short_memory_costs_one_line_at_most(void **state)
{
    static char xs[3 * LINE_MAX_BYTES];

    (void)state;
    memset(xs, 'x', sizeof xs);
    for (int n = 1;; n++) {
        struct buf told = BUF(MOST_TOLD);
        struct line_splitter splitter = LINE_SPLITTER(note, &told);
        assert_true(buf_reserve(&told, MOST_TOLD));
        failing_from(n);
        line_splitter_add(&splitter, xs, sizeof xs);
        line_splitter_add(&splitter, "\n", 1);
        bool refused = failing_happened();
        failing_from(0);
        line_splitter_add(&splitter, "whole again\n", 12);
        assert_non_null(strstr(told.data, "|whole again|"));
        line_splitter_free(&splitter);
        buf_free(&told);
        if (!refused)
            return;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_in_lf_or_cr_lf),
        cmocka_unit_test(every_split_gives_the_same_lines),
        cmocka_unit_test(long_lines_come_in_pieces_without_loss),
        cmocka_unit_test(short_memory_costs_one_line_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
