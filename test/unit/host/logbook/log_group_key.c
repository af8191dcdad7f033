/* host/logbook/log_group_key - how log groups are called on the disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/logbook/log_group_key.h"

static void a_name_and_its_key_mean_each_other(void **state)
{
    static const struct {
        const char *name;
        const char *key;
    } rows[] = {
        {"/aws/lambda/hello", "hello"},
        {"/aws/lambda/a.b", "a.b"},
        {"hello", "@hello"},
        {"/app/api", "@=app=api"},
        {"/aws/lambda/", "@=aws=lambda="},
        {"/aws/lambda/a/b", "@=aws=lambda=a=b"},
        {"/aws/lambda/..", "@=aws=lambda=.."},
        {"..", "@.."},
        {"#-_.", "@#-_."},
    };
    char key[LOG_GROUP_NAME_SIZE];
    char name[LOG_GROUP_FULL_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(log_group_key(rows[i].name, key));
        assert_string_equal(key, rows[i].key);
        assert_int_equal(log_group_key_is_own(key), *key == '@');
        log_group_full_name(key, name);
        assert_string_equal(name, rows[i].name);
    }
}

static void other_names_have_no_key(void **state)
{
    char key[LOG_GROUP_NAME_SIZE];
    char name[LOG_GROUP_NAME_SIZE + 1];

    (void)state;
    assert_false(log_group_key("", key));
    assert_false(log_group_key("a b", key));
    assert_false(log_group_key("a=b", key));
    assert_false(log_group_key("@a", key));
    assert_false(log_group_key("\xc3\xa9", key));
    memset(name, 'a', sizeof name);
    name[LOG_GROUP_FULL_MAX] = '\0';
    assert_true(log_group_key(name, key));
    assert_int_equal(strlen(key), LOG_GROUP_NAME_SIZE - 1);
    name[LOG_GROUP_FULL_MAX] = 'a';
    name[LOG_GROUP_FULL_MAX + 1] = '\0';
    assert_false(log_group_key(name, key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_and_its_key_mean_each_other),
        cmocka_unit_test(other_names_have_no_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
