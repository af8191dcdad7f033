/* host/functions/function_search - which folders are functions; function_folder
 * - whether a folder has changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/compiler.h"
#include "host/functions/function_folder.h"
#include "host/functions/function_search.h"

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    (void)fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Each test runs in a new folder, which is removed afterwards. */
static int enter(void **state)
{
    static char path[] = "/tmp/dayfly-search-XXXXXX";

    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
    *state = path;
    return mkdtemp(path) && chdir(path) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    static const char *const files[] = {
        "a/dayfly.json",     "a/index.js", "a/b",   "build/index.js",
        "build/dayfly.json", "a",          "build", "index.js"};

    for (size_t i = 0; i < COUNT(files); i++)
        (void)remove(files[i]);
    return chdir("/") == 0 ? rmdir(*state) : -1;
}

static void a_path_is_made_absolute_and_links_are_kept(void **state)
{
    char path[PATH_MAX];
    char wanted[PATH_MAX];
    static const struct {
        const char *given;
        const char *after;
    } cases[] = {{".", ""},       {"./", ""},           {"a", "/a"},
                 {"./a//", "/a"}, {"a/./", "/a"},       {"a/b/.", "/a/b"},
                 {"a/..", ""},    {"a/../a/b", "/link"}};

    assert_int_equal(mkdir("link", 0700), 0);
    assert_int_equal(symlink("link", "a"), 0);
    assert_int_equal(mkdir("link/b", 0700), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(function_search_root(path, cases[i].given));
        (void)snprintf(wanted, sizeof wanted, "%s%s", (char *)*state,
                       cases[i].after);
        if (strstr(cases[i].given, "../"))
            (void)snprintf(wanted, sizeof wanted, "%s/link/b", (char *)*state);
        assert_string_equal(path, wanted);
    }
    assert_true(function_search_root(path, "/"));
    assert_string_equal(path, "/");
    assert_true(function_search_root(path, "//tmp/./"));
    assert_string_equal(path, "/tmp");
    assert_false(function_search_root(path, "none"));
    assert_int_equal(errno, ENOENT);
    assert_int_equal(rmdir("link/b"), 0);
    assert_int_equal(rmdir("link"), 0);
}

static void a_generated_folder_needs_a_manifest(void **state)
{
    const char *root = *state;
    char path[PATH_MAX];

    assert_int_equal(mkdir("build", 0700), 0);
    assert_int_equal(function_search_classify(path, root, "build", false),
                     FOLDER_NONE);
    put("build/index.js", "");
    assert_int_equal(function_search_classify(path, root, "build", false),
                     FOLDER_GENERATED);
    assert_false(function_search_locate(path, root, "build"));
    put("build/dayfly.json", "{}");
    assert_int_equal(function_search_classify(path, root, "build", false),
                     FOLDER_FUNCTION);
    assert_true(function_search_locate(path, root, "build"));
}

static void a_folder_is_classified_by_its_content(void **state)
{
    const char *root = *state;
    char path[PATH_MAX];

    assert_int_equal(function_search_classify(path, root, "a", false),
                     FOLDER_NONE);
    put("a", "");
    assert_int_equal(function_search_classify(path, root, "a", false),
                     FOLDER_NONE);
    assert_int_equal(remove("a"), 0);
    assert_int_equal(mkdir("a", 0700), 0);
    assert_int_equal(function_search_classify(path, root, "a", false),
                     FOLDER_EMPTY);
    put("a/index.js", "");
    assert_int_equal(function_search_classify(path, root, "a", false),
                     FOLDER_FUNCTION);
    assert_int_equal(function_search_classify(path, root, "a", true),
                     FOLDER_NONE);
    assert_true(function_search_locate(path, root, "a"));
    put("index.js", "");
    assert_false(function_search_locate(path, root, "a"));
    assert_true(function_search_locate(path, root, strrchr(root, '/') + 1));
    assert_string_equal(path, root);
    put("a/dayfly.json", "broken");
    assert_true(function_search_locate(path, root, "a"));
}

/* Waits until the fingerprint is not recent any more. */
static void read_settled(struct folder_fingerprint *fingerprint,
                         const char *folder)
{
    const struct folder_place place = {.folder = folder};

    do {
        (void)usleep(1000);
        folder_fingerprint_read(fingerprint, &place);
    } while (fingerprint->is_recent);
}

static void a_fingerprint_shows_every_change(void **state)
{
    struct folder_fingerprint was = {.is_recent = false};
    struct folder_fingerprint is;
    const struct folder_place place = {.folder = "a"};

    (void)state;
    assert_int_equal(mkdir("a", 0700), 0);
    for (int i = 0; i < 1000 && !was.is_recent; i++) {
        assert_int_equal(chmod("a", 0700), 0);
        folder_fingerprint_read(&was, &place);
    }
    assert_true(was.is_recent);
    assert_false(folder_fingerprint_is_same(&was, &was));
    read_settled(&was, "a");
    read_settled(&is, "a");
    assert_true(folder_fingerprint_is_same(&was, &is));
    for (int i = 0; i < 4; i++) {
        if (i == 0)
            put("a/dayfly.json", "{}");
        else if (i == 1)
            put("a/dayfly.json", "[]");
        else if (i == 2)
            assert_int_equal(chmod("a/dayfly.json", 0), 0);
        else
            assert_int_equal(remove("a/dayfly.json"), 0);
        read_settled(&is, "a");
        assert_false(folder_fingerprint_is_same(&was, &is));
        assert_true(folder_fingerprint_is_same_place(&was, &is));
        was = is;
    }
    assert_int_equal(rmdir("a"), 0);
    read_settled(&is, "a");
    assert_false(folder_fingerprint_is_same(&was, &is));
    assert_false(folder_fingerprint_is_same_place(&was, &is));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_path_is_made_absolute_and_links_are_kept, enter, leave),
        cmocka_unit_test_setup_teardown(a_generated_folder_needs_a_manifest,
                                        enter, leave),
        cmocka_unit_test_setup_teardown(a_folder_is_classified_by_its_content,
                                        enter, leave),
        cmocka_unit_test_setup_teardown(a_fingerprint_shows_every_change, enter,
                                        leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
