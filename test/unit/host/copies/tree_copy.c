/* host/copies/tree_copy - a folder is copied as a function needs it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/archive/folder_remove.h"
#include "host/copies/tree_copy.h"

static char from[PATH_MAX];
static char to[PATH_MAX];

static void put(const char *name, const char *text, mode_t mode)
{
    FILE *file = fopen(name, "w");

    assert_non_null(file);
    (void)fputs(text, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(name, mode), 0);
}

static int enter(void **state)
{
    static char path[] = "/tmp/dayfly-tree-copy-XXXXXX";

    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
    *state = path;
    if (!mkdtemp(path) || chdir(path) != 0 || mkdir("from", 0755) != 0)
        return -1;
    (void)snprintf(from, sizeof from, "%s/from", path);
    (void)snprintf(to, sizeof to, "%s/to", path);
    return 0;
}

static int leave(void **state)
{
    return chdir("/") == 0 && folder_remove(*state) ? 0 : -1;
}

static bool make(int files, int64_t bytes, struct tree_copy *copy,
                 struct error *err)
{
    *copy = (struct tree_copy){
        .from = from, .to = to, .most_files = files, .most_bytes = bytes};
    (void)folder_remove(to);
    return tree_copy_make(copy, err);
}

static void copied(void)
{
    struct tree_copy copy;
    struct error err = ERROR_NONE;

    if (!make(100, 1000, &copy, &err))
        fail_msg("%s", err.text);
}

static void target_is(const char *link, const char *wanted)
{
    char target[PATH_MAX] = "";

    assert_true(readlink(link, target, sizeof target - 1) > 0);
    assert_string_equal(target, wanted);
}

static void files_keep_their_bytes_modes_and_times(void **state)
{
    const struct timespec times[] = {{.tv_sec = 7}, {.tv_sec = 8}};
    struct stat is;
    char text[16] = "";

    (void)state;
    assert_int_equal(mkdir("from/a", 0555), 0);
    put("from/run", "#!/bin/sh\n", 0750);
    put("from/empty", "", 0400);
    assert_int_equal(utimensat(AT_FDCWD, "from/run", times, 0), 0);
    copied();
    FILE *file = fopen("to/run", "r");
    assert_non_null(file);
    assert_non_null(fgets(text, sizeof text, file));
    assert_int_equal(fclose(file), 0);
    assert_string_equal(text, "#!/bin/sh\n");
    assert_int_equal(stat("to/run", &is), 0);
    assert_int_equal(is.st_mode & 07777, 0750);
    assert_int_equal(is.st_mtim.tv_sec, 8);
    assert_int_equal(stat("to/empty", &is), 0);
    assert_int_equal(is.st_mode & 07777, 0400);
    assert_int_equal(stat("to/a", &is), 0);
    assert_int_equal(is.st_mode & 07777, 0755);
}

static void links_lead_into_the_copy_or_to_where_they_led(void **state)
{
    char wanted[PATH_MAX + 16];

    (void)state;
    put("beside", "", 0600);
    put("from/file", "", 0600);
    assert_int_equal(mkdir("from/a", 0755), 0);
    assert_int_equal(symlink("../file", "from/a/near"), 0);
    assert_int_equal(symlink("../from/file", "from/round"), 0);
    assert_int_equal(symlink(from, "from/whole"), 0);
    assert_int_equal(symlink("../beside", "from/out"), 0);
    assert_int_equal(symlink("gone", "from/gone"), 0);
    copied();
    (void)snprintf(wanted, sizeof wanted, "%s/file", to);
    target_is("to/a/near", wanted);
    target_is("to/round", wanted);
    target_is("to/whole", to);
    (void)snprintf(wanted, sizeof wanted, "%.*sbeside",
                   (int)(strrchr(to, '/') + 1 - to), to);
    target_is("to/out", wanted);
    target_is("to/gone", "gone");
}

static void what_is_no_code_is_left_out(void **state)
{
    (void)state;
    assert_int_equal(mkdir("from/.git", 0755), 0);
    assert_int_equal(mkfifo("from/pipe", 0600), 0);
    put("from/.env", "A=1\n", 0600);
    copied();
    assert_int_equal(access("to/.git", F_OK), -1);
    assert_int_equal(access("to/pipe", F_OK), -1);
    assert_int_equal(access("to/.env", F_OK), 0);
}

static void what_is_too_large_is_refused(void **state)
{
    struct tree_copy copy;
    struct error err = ERROR_NONE;

    (void)state;
    put("from/a", "12345", 0600);
    put("from/b", "12345", 0600);
    assert_true(make(2, 10, &copy, &err));
    assert_int_equal(copy.bytes, 10);
    assert_false(make(1, 10, &copy, &err));
    assert_string_equal(err.text, "it has more than 1 files");
    assert_true(tree_copy_fits(
        &(struct tree_copy){.from = from, .most_files = 2, .most_bytes = 10},
        &err));
    assert_false(make(2, 9, &copy, &err));
    assert_string_equal(err.text, "it has more than 0 MB");
    assert_false(copy.changed);
    assert_false(tree_copy_fits(
        &(struct tree_copy){.from = from, .most_files = 2, .most_bytes = 9},
        &err));
    assert_false(tree_copy_fits(
        &(struct tree_copy){.from = from, .most_files = 1, .most_bytes = 10},
        &err));
}

static void a_folder_that_is_gone_has_changed(void **state)
{
    struct tree_copy copy;
    struct error err = ERROR_NONE;

    (void)state;
    assert_int_equal(rmdir("from"), 0);
    assert_false(make(2, 10, &copy, &err));
    assert_true(copy.changed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_keep_their_bytes_modes_and_times,
                                        enter, leave),
        cmocka_unit_test_setup_teardown(
            links_lead_into_the_copy_or_to_where_they_led, enter, leave),
        cmocka_unit_test_setup_teardown(what_is_no_code_is_left_out, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(what_is_too_large_is_refused, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(a_folder_that_is_gone_has_changed,
                                        enter, leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
