/* common/visible_text - text for people, without what a terminal obeys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/visible_text.h"

static void expect(const char *text, size_t size, const char *wanted)
{
    AUTO(struct buf, buf_free) out = BUF(4096);

    assert_true(visible_text_add(&out, text, size, "\n\t"));
    assert_string_equal(out.data, wanted);
}

static void words_and_tabs_stay_as_they_are(void **state)
{
    static const char text[] = "a\tb \xc3\xa9 \xe2\x82\xac \xf0\x9f\x8d\x8b ~";

    (void)state;
    expect(text, strlen(text), text);
    expect("", 0, "");
}

static void control_characters_are_written_out(void **state)
{
    static const struct {
        const char *text;
        const char *wanted;
    } rows[] = {
        {"\033[31mred", "\\x1b[31mred"},
        {"\033]0;t\a", "\\x1b]0;t\\x07"},
        {"a\b\b\x7f", "a\\x08\\x08\\x7f"},
        {"\x9b[2J", "\\x9b[2J"},
        {"\xc2\x9b"
         "2J",
         "\\x9b2J"},
        {"\xc2\x85", "\\x85"},
        {"\xc2", "\\xc2"},
        {"\xff\xfe", "\\xff\\xfe"},
        {"\x0e\x0f\v\f", "\\x0e\\x0f\\x0b\\x0c"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        expect(rows[i].text, strlen(rows[i].text), rows[i].wanted);
    expect("\0", 1, "\\x00");
}

static void line_ends_become_the_callers(void **state)
{
    (void)state;
    expect("a\rb\nc\r\nd", 8, "a\n\tb\n\tc\n\td");
    expect("\r\r\n\n", 4, "\n\t\n\t\n\t");
}

static void a_full_buffer_is_told(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(8);

    (void)state;
    assert_false(visible_text_add(&out, "abc\033\033", 5, "\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_tabs_stay_as_they_are),
        cmocka_unit_test(control_characters_are_written_out),
        cmocka_unit_test(line_ends_become_the_callers),
        cmocka_unit_test(a_full_buffer_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
