/* host/pack/path_pattern - the patterns of .dayflyignore; tree_path - links in
 * a zip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/buf.h"
#include "host/pack/path_pattern.h"
#include "host/pack/tree_path.h"

static bool matches(const char *pattern, bool anywhere, const char *path)
{
    struct error err = ERROR_NONE;
    struct path_pattern *p = path_pattern_make(pattern, false, anywhere, &err);

    assert_non_null(p);
    bool found = path_pattern_match(p, path);
    mem_free(p);
    return found;
}

static void a_name_matches_in_every_folder(void **state)
{
    (void)state;
    assert_true(matches("a.js", true, "a.js"));
    assert_true(matches("a.js", true, "b/c/a.js"));
    assert_false(matches("a.js", true, "ba.js"));
    assert_false(matches("a.js", true, "a.js/b"));
    assert_false(matches("a.js", false, "b/a.js"));
    assert_true(matches("**/a/b", false, "c/a/b"));
    assert_true(matches("**/a/b", false, "a/b"));
}

static void stars_and_questions_end_at_a_slash(void **state)
{
    (void)state;
    assert_true(matches("*.js", false, "a.js"));
    assert_false(matches("*.js", false, "a/b.js"));
    assert_true(matches("a?c", false, "abc"));
    assert_true(matches("a?c", false,
                        "a\xc3\xa9"
                        "c"));
    assert_false(matches("a?c", false, "a/c"));
    assert_true(matches("a***b", false, "ab"));
    assert_true(matches("a*b*c", false, "axxbyybzc"));
}

static void two_stars_are_folders(void **state)
{
    (void)state;
    assert_true(matches("a/**/b", false, "a/b"));
    assert_true(matches("a/**/b", false, "a/x/y/b"));
    assert_false(matches("a/**/b", false, "a/xb"));
    assert_true(matches("a/**", false, "a/x/y"));
    assert_false(matches("a/**", false, "a"));
}

static void sets_have_ranges_and_opposites(void **state)
{
    (void)state;
    assert_true(matches("[a-c]x", false, "bx"));
    assert_false(matches("[!a-c]x", false, "bx"));
    assert_true(matches("[^a-c]x", false, "dx"));
    assert_false(matches("[!a]x", false, "/x"));
    assert_true(matches("[]a]x", false, "]x"));
    assert_true(matches("[a\\]]x", false, "]x"));
    assert_true(matches("[a-]x", false, "-x"));
    assert_true(matches("\\*", false, "*"));
    assert_false(matches("\\*", false, "a"));
}

static void what_has_no_end_is_no_pattern(void **state)
{
    static const char *const wrong[] = {"[a", "a\\", "[[:alpha:]]", "[z-a]"};
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_null(path_pattern_make(wrong[i], false, true, &err));
        assert_true(*err.text);
    }
}

static void a_link_is_named_from_its_folder(void **state)
{
    static const char *const cases[][3] = {
        {"a", "b", "a"},          {"a", "b/c", "../a"},
        {"lib/x", "lib/y", "x"},  {"lib", "lib/y", "."},
        {"lib", "lib/y/z", ".."}, {".", "a/b", ".."},
        {".", "a", "."},          {"ab/c", "a/d", "../ab/c"}};
    char relative[PATH_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(tree_path_relative(relative, cases[i][0], cases[i][1]));
        assert_string_equal(relative, cases[i][2]);
    }
    assert_string_equal(tree_path_below("/a/b", "/a"), "b");
    assert_string_equal(tree_path_below("/a", "/a"), "");
    assert_null(tree_path_below("/ab", "/a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_matches_in_every_folder),
        cmocka_unit_test(stars_and_questions_end_at_a_slash),
        cmocka_unit_test(two_stars_are_folders),
        cmocka_unit_test(sets_have_ranges_and_opposites),
        cmocka_unit_test(what_has_no_end_is_no_pattern),
        cmocka_unit_test(a_link_is_named_from_its_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
