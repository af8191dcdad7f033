/* host/base/percent, host/base/hex - percent sequences and their digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/base/hex.h"
#include "host/base/percent.h"

static void a_digit_has_a_value_in_either_case(void **state)
{
    static const char digits[] = "0123456789abcdef";
    static const char others[] = "ABCDEF";

    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        char c = (char)byte;
        const char *at = c ? strchr(digits, c) : NULL;
        const char *upper = c ? strchr(others, c) : NULL;
        int value = at      ? (int)(at - digits)
                    : upper ? (int)(upper - others) + 10
                            : -1;
        assert_int_equal(hex_value(c), value);
    }
    assert_int_equal(hex_byte("fE"), 0xfe);
    assert_int_equal(hex_byte("f"), -1);
    assert_int_equal(hex_byte(""), -1);
}

static void an_invalid_sequence_stays_as_it_is(void **state)
{
    static const char text[] = "a%2fb%2%zz%4%41+%2B%";
    char to[sizeof text];
    size_t size;

    (void)state;
    size = percent_decode(to, text, strlen(text), false);
    to[size] = '\0';
    assert_string_equal(to, "a/b%2%zz%4A++%");
    size = percent_decode(to, text, strlen(text), true);
    to[size] = '\0';
    assert_string_equal(to, "a/b%2%zz%4A +%");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digit_has_a_value_in_either_case),
        cmocka_unit_test(an_invalid_sequence_stays_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
