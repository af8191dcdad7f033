/* bootstrap/cleanup/scratch_root - what is removed and what stays: roots of
 * dead bootstraps, and what a handler puts into the root. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/cleanup/scratch_root.h"
#include "common/fd.h"
#include "test/unit/support/temp_tree.h"

enum { LONG_US = 20 * 1000 * 1000, OTHER_UID = 4242 };

static int set_up(void **state)
{
    static struct scratch_root root;
    struct error err = ERROR_NONE;

    tree_make();
    root = (struct scratch_root)SCRATCH_ROOT;
    *state = &root;
    return scratch_root_open(&root, tree_root, &err) ? 0 : -1;
}

static int tear_down(void **state)
{
    scratch_root_close(*state);
    return tree_tear_down(state);
}

static bool is_there(const char *name)
{
    char path[PATH_MAX];
    struct stat found;

    tree_path(path, name);
    return lstat(path, &found) == 0;
}

static const char *name_of(const struct scratch_root *root)
{
    return strrchr(root->path, '/') + 1;
}

static void roots_of_dead_bootstraps_are_removed_with_all_in_them(void **state)
{
    struct scratch_root *root = *state;

    tree_add_folder(".dayfly-aaaaaa");
    tree_add_folder(".dayfly-bbbbb2");
    tree_add_folder(".dayfly-bbbbb2/1");
    tree_add(".dayfly-bbbbb2/1/file", 0600);
    assert_int_equal(scratch_root_remove_stale(root, LONG_US), 2);
    assert_false(is_there(".dayfly-aaaaaa"));
    assert_false(is_there(".dayfly-bbbbb2"));
    assert_true(is_there(name_of(root)));
    assert_int_equal(scratch_root_remove_stale(root, LONG_US), 0);
}

static void a_root_stays_as_long_as_its_bootstrap_runs(void **state)
{
    struct scratch_root *root = *state;
    struct scratch_root other = SCRATCH_ROOT;
    struct error err = ERROR_NONE;
    char name[32];

    assert_true(scratch_root_open(&other, tree_root, &err));
    assert_string_not_equal(other.path, root->path);
    (void)snprintf(name, sizeof name, "%s", name_of(&other));
    assert_int_equal(scratch_root_remove_stale(root, LONG_US), 0);
    assert_true(scratch_root_is_held(root->parent_fd, name));
    fd_close(&other.fd); /* as the kernel does for one that was killed */
    assert_false(scratch_root_is_held(root->parent_fd, name));
    assert_true(is_there(name));
    assert_int_equal(scratch_root_remove_stale(root, LONG_US), 1);
    assert_false(is_there(name));
    scratch_root_close(&other);
}

static void other_names_and_kinds_stay(void **state)
{
    static const char *const folders[] = {
        ".dayfly-aaaaa", ".dayfly-aaaaaaa", ".dayfly-AAAAAA", ".dayfly-aaaaa1",
        "dayfly-aaaaaa", ".dayfly-aaaaa.",  ".dayfly"};
    struct scratch_root *root = *state;
    char path[PATH_MAX];

    for (size_t i = 0; i < COUNT(folders); i++)
        tree_add_folder(folders[i]);
    tree_add(".dayfly-file22", 0600);
    tree_path(path, ".dayfly-link22");
    assert_int_equal(symlink(folders[0], path), 0);
    assert_int_equal(scratch_root_remove_stale(root, LONG_US), 0);
    for (size_t i = 0; i < COUNT(folders); i++)
        assert_true(is_there(folders[i]));
    assert_true(is_there(".dayfly-file22"));
    assert_true(is_there(".dayfly-link22"));
}

static void the_root_of_another_user_stays(void **state)
{
    struct scratch_root *root = *state;
    char path[PATH_MAX];

    tree_add_folder(".dayfly-other2");
    tree_path(path, ".dayfly-other2");
    if (geteuid() != 0 || chown(path, OTHER_UID, OTHER_UID) != 0)
        skip();
    assert_int_equal(scratch_root_remove_stale(root, LONG_US), 0);
    assert_true(is_there(".dayfly-other2"));
}

static void without_time_nothing_is_removed(void **state)
{
    struct scratch_root *root = *state;

    tree_add_folder(".dayfly-aaaaaa");
    assert_int_equal(scratch_root_remove_stale(root, 0), 0);
    assert_true(is_there(".dayfly-aaaaaa"));
}

/* An entry of the root. */
static const char *within(const struct scratch_root *root, const char *name)
{
    static char text[SCRATCH_PATH_SIZE];

    (void)snprintf(text, sizeof text, "%s/%s", name_of(root), name);
    return text;
}

static void only_the_folders_with_these_numbers_stay(void **state)
{
    static const uint64_t numbers[] = {3, UINT64_MAX};
    static const char *const kept[] = {"3", "18446744073709551615"};
    static const char *const strange[] = {"1", "33", "03", "+3", "-1", "x"};
    struct scratch_root *root = *state;

    for (size_t i = 0; i < COUNT(kept); i++)
        tree_add_folder(within(root, kept[i]));
    scratch_root_clear(root, numbers, COUNT(numbers));
    assert_false(root->tampered);
    for (size_t i = 0; i < COUNT(strange); i++)
        tree_add_folder(within(root, strange[i]));
    tree_add(within(root, "x/file"), 0600);
    tree_add(within(root, ".file"), 0);
    assert_int_equal(symlinkat("/etc", root->fd, "link"), 0);
    assert_int_equal(mkfifoat(root->fd, "fifo", 0600), 0);
    scratch_root_clear(root, numbers, COUNT(numbers));
    assert_true(root->tampered);
    for (size_t i = 0; i < COUNT(strange); i++)
        assert_false(is_there(within(root, strange[i])));
    assert_false(is_there(within(root, ".file")));
    assert_false(is_there(within(root, "link")));
    assert_false(is_there(within(root, "fifo")));
    for (size_t i = 0; i < COUNT(kept); i++)
        assert_true(is_there(within(root, kept[i])));
    scratch_root_clear(root, NULL, 0);
    assert_false(is_there(within(root, kept[0])));
}

static void a_root_that_was_replaced_is_made_again(void **state)
{
    struct scratch_root *root = *state;
    char old[SCRATCH_PATH_SIZE];
    char moved[PATH_MAX];

    assert_true(scratch_root_keep(root));
    assert_false(root->tampered);
    (void)snprintf(old, sizeof old, "%s", root->path);
    tree_path(moved, "elsewhere");
    assert_int_equal(rename(old, moved), 0);
    assert_int_equal(symlink("/etc", old), 0);
    assert_true(scratch_root_keep(root));
    assert_true(root->tampered);
    assert_string_not_equal(root->path, old);
    assert_true(is_there(name_of(root)));
    assert_true(scratch_root_is_held(root->parent_fd, name_of(root)));
}

int main(void)
{
#define WITH_ROOT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_ROOT(roots_of_dead_bootstraps_are_removed_with_all_in_them),
        WITH_ROOT(a_root_stays_as_long_as_its_bootstrap_runs),
        WITH_ROOT(other_names_and_kinds_stay),
        WITH_ROOT(the_root_of_another_user_stays),
        WITH_ROOT(without_time_nothing_is_removed),
        WITH_ROOT(only_the_folders_with_these_numbers_stay),
        WITH_ROOT(a_root_that_was_replaced_is_made_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
