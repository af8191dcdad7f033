/* host/static/static_path - which names of files a path can have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/static/static_path.h"

static void check(const char *path, const char *wanted)
{
    char name[STATIC_PATH_SIZE];
    bool ok = static_path_make(name, path, strlen(path));

    if (ok != (wanted != NULL) || (ok && strcmp(name, wanted) != 0))
        fail_msg("%s: %s", path, ok ? name : "none");
}

static void a_path_is_the_name_of_a_file(void **state)
{
    (void)state;
    check("", "");
    check("a", "a");
    check("a/b/", "a/b/");
    check("a%20b/%C3%A9", "a b/\xc3\xa9");
    check("a%2ehtml", "a.html");
    check("a..b/c.", "a..b/c.");
    check(".well-known/x", ".well-known/x");
    check("a\\b", "a\\b");
    assert_string_equal(static_path_last("a/b/c"), "c");
    assert_string_equal(static_path_last("c"), "c");
}

static void what_could_lead_elsewhere_is_none(void **state)
{
    static const char *const all[] = {
        "/",      "//a",   "a//b",  "..",           "../a",           "a/..",
        "%2e%2e", ".",     "a/./b", ".env",         "a/.git/b",       "a%2fb",
        "a%00",   "a%",    "a%2",   "a%zz",         "%2e%2e%2fa",     ".%2e/a",
        "a/.b",   ".well", "%2e/a", ".well-known2", "a/.well-known/b"};

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++)
        check(all[i], NULL);
}

static void a_long_path_is_none(void **state)
{
    char path[STATIC_PATH_SIZE + 2];
    char name[STATIC_PATH_SIZE];

    (void)state;
    memset(path, 'a', sizeof path);
    assert_true(static_path_make(name, path, STATIC_PATH_SIZE - 1));
    assert_int_equal(strlen(name), STATIC_PATH_SIZE - 1);
    assert_false(static_path_make(name, path, STATIC_PATH_SIZE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_the_name_of_a_file),
        cmocka_unit_test(what_could_lead_elsewhere_is_none),
        cmocka_unit_test(a_long_path_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
