/* host/logbook/log_line - whose a line is by what is before its text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/logbook/log_line.h"

#define ID "11111111-2222-4333-8444-555555555555"
#define TIME "2026-11-29T00:00:00.000Z"

static void the_request_is_that_before_the_text(void **state)
{
    static const struct {
        const char *text;
        bool found;
    } rows[] = {
        {TIME "\t" ID "\tINFO\tx", true},
        {"[WARNING]\t" TIME "\t" ID "\tx", true},
        {"[WARNING]\t" TIME "\t\tx", false},
        {"[WARNING]\t" ID "\tx", false},
        {"[\t\t" ID "\t", true},
        {TIME "\tundefined\tINFO\tx", false},
        {"[WARNING]\t" TIME "\t" ID, false},
        {"[ERROR] " ID, false},
        {"[\t", false},
        {"[", false},
        {"\t", false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *text = rows[i].text;
        const char *found = log_text_request(text, strlen(text));
        assert_int_equal(found != NULL, rows[i].found);
        if (found)
            assert_ptr_equal(found, strstr(text, ID));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_request_is_that_before_the_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
