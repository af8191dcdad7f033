/* bootstrap/config/settings_concurrency - the number of concurrent events and
 * of spares. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/config/settings.h"

static bool read_with(struct settings *s, struct error *err, const char *name,
                      const char *value)
{
    assert_int_equal(clearenv(), 0);
    err->text[0] = '\0';
    if (name)
        assert_int_equal(setenv(name, value, 1), 0);
    AUTO(struct manifest_file, manifest_file_free) none = MANIFEST_FILE;
    return settings_read(s, &none, err);
}

static void both_are_whole_numbers_from_1_to_1000(void **state)
{
    static const char *const names[] = {"DAYFLY_SPARES",
                                        "AWS_LAMBDA_MAX_CONCURRENCY"};
    static const struct {
        const char *value;
        int64_t number; /* 0: an error */
    } rows[] = {
        {"1", 1},   {"64", 64},  {"1000", 1000},    {"0", 0},
        {"-1", 0},  {"1001", 0}, {"1000000000", 0}, {"1e9", 0},
        {"abc", 0}, {" 2", 0},   {"4294967297", 0}, {"0x10", 0},
        {"2.0", 0}, {"+2", 0},   {"\xd9\xa3", 0},
    };

    (void)state;
    for (size_t n = 0; n < COUNT(names); n++)
        for (size_t i = 0; i < COUNT(rows); i++) {
            struct settings s;
            struct error err;
            bool ok = read_with(&s, &err, names[n], rows[i].value);
            assert_int_equal(ok, rows[i].number > 0);
            if (ok)
                assert_int_equal(n ? s.concurrency : s.spares_max,
                                 rows[i].number);
            else if (!strstr(err.text, names[n]) ||
                     !strstr(err.text, rows[i].value) ||
                     !strstr(err.text, "from 1 to 1000"))
                fail_msg("%s", err.text);
        }
}

static void without_the_variable_there_is_one_runtime(void **state)
{
    struct settings s;
    struct error err;

    (void)state;
    assert_true(read_with(&s, &err, NULL, NULL));
    assert_int_equal(s.concurrency, 1);
    assert_int_equal(s.spares_max, 0);
    assert_false(read_with(&s, &err, "AWS_LAMBDA_MAX_CONCURRENCY", ""));
    assert_int_equal(s.concurrency, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_are_whole_numbers_from_1_to_1000),
        cmocka_unit_test(without_the_variable_there_is_one_runtime),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
