/* common/utf8_truncate - text shortened from its end, never inside a character.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/line_splitter.h"
#include "common/utf8.h"
#include "test/unit/support/guard.h"

static void a_cut_keeps_whole_characters(void **state)
{
    static const struct {
        const char *bytes;
        size_t kept;
    } rows[] = {
        {"", 0},
        {"a", 1},
        {"ab", 2},
        {"a\xc3\xbc", 3},
        {"a\xe2\x82\xac", 4},
        {"a\xf0\x9f\x98\x80", 5},
        /* the last character is not whole */
        {"a\xc3", 1},
        {"a\xe2", 1},
        {"a\xe2\x82", 1},
        {"a\xf0", 1},
        {"a\xf0\x9f", 1},
        {"a\xf0\x9f\x98", 1},
        /* no text, or nothing would be left: not held back */
        {"a\x80", 2},
        {"a\xff", 2},
        {"\x80\x80\x80\x80", 4},
        {"a\xc3\xbc\x80", 4},
        {"\xc3", 1},
        {"\xf0\x9f\x98", 3},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t size = strlen(rows[i].bytes);
        char *edge = guard_copy(rows[i].bytes, size);
        if (utf8_truncate(edge, size) != rows[i].kept)
            fail_msg("row %zu: %zu", i, utf8_truncate(edge, size));
        guard_free(edge, size);
    }
}

static void a_buffer_can_be_cut(void **state)
{
    struct buf b = BUF(8);

    (void)state;
    buf_truncate(&b, 0);
    assert_string_equal(b.data, "");
    assert_true(buf_add_str(&b, "abcdefgh"));
    buf_truncate(&b, 8);
    assert_string_equal(b.data, "abcdefgh");
    buf_truncate(&b, 3);
    assert_string_equal(b.data, "abc");
    assert_int_equal(b.size, 3);
    assert_true(buf_add_str(&b, "DEFGH"));
    assert_string_equal(b.data, "abcDEFGH");
    buf_truncate(&b, 0);
    assert_string_equal(b.data, "");
    buf_free(&b);
}

static void note(void *self, const char *line, size_t size)
{
    struct buf *told = self;

    assert_true(buf_add(told, line, size));
    assert_true(buf_add_str(told, "|"));
}

/* A character that straddles the limit goes to the next piece, whole. */
static void a_long_line_parts_between_characters(void **state)
{
    static const char face[] = "\xf0\x9f\x98\x80";
    static char xs[LINE_MAX_BYTES];

    (void)state;
    memset(xs, 'x', sizeof xs);
    for (size_t before = 1; before <= 3; before++) {
        struct buf told = BUF(2 * LINE_MAX_BYTES);
        struct line_splitter splitter = LINE_SPLITTER(note, &told);
        line_splitter_add(&splitter, xs, sizeof xs - before);
        for (size_t i = 0; i < 4; i++)
            line_splitter_add(&splitter, face + i, 1);
        line_splitter_end(&splitter);
        assert_string_equal(told.data + sizeof xs - before,
                            LINE_CONTINUES "|\xf0\x9f\x98\x80|");
        line_splitter_free(&splitter);
        buf_free(&told);
    }
}

/* Its own end is not part of a line: 64 KiB and CR LF are not too long. */
static void a_line_of_the_most_bytes_may_end_in_cr_lf(void **state)
{
    static char xs[LINE_MAX_BYTES];
    struct buf told = BUF(2 * LINE_MAX_BYTES);
    struct line_splitter splitter = LINE_SPLITTER(note, &told);

    (void)state;
    memset(xs, 'x', sizeof xs);
    line_splitter_add(&splitter, xs, sizeof xs);
    line_splitter_add(&splitter, "\r\n", 2);
    assert_string_equal(told.data + sizeof xs, "|");
    line_splitter_free(&splitter);
    buf_free(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_keeps_whole_characters),
        cmocka_unit_test(a_buffer_can_be_cut),
        cmocka_unit_test(a_long_line_parts_between_characters),
        cmocka_unit_test(a_line_of_the_most_bytes_may_end_in_cr_lf),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
