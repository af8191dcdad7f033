/* host/auth/key_file - the file of access keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/compiler.h"
#include "host/auth/key_file.h"
#include "test/unit/support/temp_tree.h"

#define SECRET "0123456789abcdef"

static bool read_text(struct key_list *list, const char *text,
                      struct error *err)
{
    char path[PATH_MAX];
    bool exists;

    tree_write("keys", text, strlen(text));
    tree_path(path, "keys");
    return key_file_read(list, path, &exists, err);
}

static void a_line_is_a_key(void **state)
{
    struct key_list list;
    struct error err = ERROR_NONE;

    (void)state;
    tree_make();
    assert_true(read_text(&list,
                          "# comment\n\nONE " SECRET " read\n"
                          "\tTWO\t" SECRET "x  invoke web-* \r\n"
                          "SIX " SECRET " invoke - jobs*\n",
                          &err));
    assert_int_equal(list.count, 3);
    const struct access_key *one = key_list_find(&list, "ONE");
    assert_string_equal(one->functions, KEY_ALL);
    assert_string_equal(one->queues, KEY_ALL);
    const struct access_key *six = key_list_find(&list, "SIX");
    assert_false(key_pattern_matches(six->functions, "-"));
    assert_true(key_pattern_matches(six->queues, "jobs-dead"));
    assert_false(key_pattern_matches(six->queues, "other"));
    const struct access_key *two = key_list_find(&list, "TWO");
    assert_int_equal(two->role, KEY_INVOKE);
    assert_string_equal(two->secret, SECRET "x");
    assert_string_equal(two->functions, "web-*");
    assert_string_equal(two->queues, KEY_NONE);
    assert_null(key_list_find(&list, "TW"));
    key_list_clear(&list);
}

static void
a_mistake_is_refused_with_its_line_and_without_the_secret(void **state)
{
    static const char *const lines[] = {
        "ONE short read *",          "O-E " SECRET " read *",
        "ONE " SECRET " root *",     "ONE " SECRET,
        "ONE " SECRET " read * x y", "TWO " SECRET " read *"};
    struct key_list list;

    (void)state;
    tree_make();
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct error err = ERROR_NONE;
        char text[256];
        (void)snprintf(text, sizeof text, "TWO " SECRET " admin *\n%s\n",
                       lines[i]);
        assert_false(read_text(&list, text, &err));
        assert_non_null(strstr(err.text, "keys, line 2: "));
        assert_null(strstr(err.text, SECRET));
        assert_null(strstr(err.text, "short read"));
        assert_int_equal(list.count, 0);
    }
}

static void a_file_that_others_can_read_is_refused(void **state)
{
    struct key_list list;
    struct error err = ERROR_NONE;
    char path[PATH_MAX];
    bool exists;

    (void)state;
    tree_make();
    tree_path(path, "keys");
    assert_true(key_file_read(&list, path, &exists, &err));
    assert_false(exists);
    assert_true(read_text(&list, "ONE " SECRET " read\n", &err));
    assert_true(key_file_write(&list, path, &err));
    key_list_clear(&list);
    struct stat is;
    assert_int_equal(stat(path, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    assert_int_equal(chmod(path, 0640), 0);
    assert_false(key_file_read(&list, path, &exists, &err));
    assert_non_null(strstr(err.text, "run: chmod 600 "));
}

static void a_new_key_can_be_read_again(void **state)
{
    struct access_key key = {
        .role = KEY_ADMIN, .functions = KEY_ALL, .queues = KEY_ALL};
    struct access_key other = key;
    struct key_list list = KEY_LIST_NONE;
    struct error err = ERROR_NONE;
    char path[PATH_MAX];
    bool exists;

    (void)state;
    tree_make();
    tree_path(path, "keys");
    assert_true(key_make(&key, &err) && key_make(&other, &err));
    assert_string_not_equal(key.secret, other.secret);
    assert_true(key_list_add(&list, &key) && key_list_add(&list, &other));
    assert_true(key_file_write(&list, path, &err));
    key_list_clear(&list);
    assert_true(key_file_read(&list, path, &exists, &err));
    assert_string_equal(key_list_find(&list, key.id)->secret, key.secret);
    key_list_clear(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_line_is_a_key, tree_tear_down),
        cmocka_unit_test_teardown(
            a_mistake_is_refused_with_its_line_and_without_the_secret,
            tree_tear_down),
        cmocka_unit_test_teardown(a_file_that_others_can_read_is_refused,
                                  tree_tear_down),
        cmocka_unit_test_teardown(a_new_key_can_be_read_again, tree_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
