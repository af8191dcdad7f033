/* host/base/ids - random identifiers and their form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/base/ids.h"

static void uuids_are_valid_random_and_of_version_4(void **state)
{
    char one[UUID_SIZE];
    char other[UUID_SIZE];

    (void)state;
    uuid_make(one);
    uuid_make(other);
    assert_true(uuid_is_valid(one));
    assert_int_equal(one[14], '4');
    assert_non_null(strchr("89ab", one[19]));
    assert_string_not_equal(one, other);
}

static void uuid_is_valid_checks_length_digits_and_hyphens(void **state)
{
    static const char *const bad[] = {
        "",
        "1",
        "11111111-2222-4333-8444-55555555555",
        "11111111-2222-4333-8444-5555555555555",
        "11111111-2222-4333-8444-55555555555g",
        "11111111x2222-4333-8444-555555555555",
        "111111112-222-4333-8444-555555555555",
    };

    (void)state;
    assert_true(uuid_is_valid("11111111-2222-4333-8444-555555555555"));
    assert_true(uuid_is_valid("abcdefAB-CDEF-0123-4567-89abcdefABCD"));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(uuid_is_valid(bad[i]));
}

static void a_trace_id_has_a_root_of_8_and_24_digits(void **state)
{
    AUTO(struct buf, buf_free) text = BUF(128);
    unsigned seconds;
    char parent[17];
    char random[25];
    int size = 0;

    (void)state;
    assert_true(trace_id_make(&text));
    assert_int_equal(
        sscanf(text.data,
               "Root=1-%8x-%24[0-9a-f];Parent=%16[0-9a-f];Sampled=0%n",
               &seconds, random, parent, &size),
        3);
    assert_int_equal(strlen(parent), 16);
    assert_int_equal(strlen(random), 24);
    assert_int_equal(size, text.size);
}

static void a_trace_id_fails_in_a_full_buffer(void **state)
{
    AUTO(struct buf, buf_free) text = BUF(30);

    (void)state;
    assert_false(trace_id_make(&text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uuids_are_valid_random_and_of_version_4),
        cmocka_unit_test(uuid_is_valid_checks_length_digits_and_hyphens),
        cmocka_unit_test(a_trace_id_has_a_root_of_8_and_24_digits),
        cmocka_unit_test(a_trace_id_fails_in_a_full_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
