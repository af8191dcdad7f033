/* common/function/manifest_file - dayfly.json: found, read, parsed, or the
 * place and the reason of the fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/function/manifest_file.h"
#include "test/unit/support/temp_tree.h"

static char path[64];

static int make_folder(void **state)
{
    (void)state;
    tree_make();
    (void)snprintf(path, sizeof path, "%s/dayfly.json", tree_root);
    return 0;
}

static void refuse(const char *told)
{
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;
    struct error err = ERROR_NONE;
    char all[256];

    assert_false(manifest_file_load(&file, tree_root, &err));
    (void)snprintf(all, sizeof all, "%s%s", path, told);
    if (strncmp(err.text, all, strlen(all)) != 0)
        fail_msg("%s", err.text);
    assert_null(file.root);
}

static void keys_are_found_with_their_lines(void **state)
{
    static const char text[] =
        "{\n\"env\": {\"memory\": \"\\\"}\"},\n\n \"memory\" : 1,\"url\":\n{}}";
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;
    struct error err = ERROR_NONE;

    (void)state;
    tree_write("dayfly.json", text, sizeof text - 1);
    assert_true(manifest_file_load(&file, tree_root, &err));
    assert_string_equal(file.path, path);
    assert_int_equal(json_integer_value(manifest_file_get(&file, "memory")), 1);
    assert_null(manifest_file_get(&file, "timeout"));
    assert_int_equal(manifest_file_line(&file, "env"), 2);
    assert_int_equal(manifest_file_line(&file, "memory"), 4);
    assert_int_equal(manifest_file_line(&file, "url"), 4);
    assert_int_equal(manifest_file_line(&file, "timeout"), 1);
}

static void an_error_gets_the_place_of_its_key(void **state)
{
    static const char text[] = "{\n\"limits\": {}}";
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;
    struct error err = ERROR_NONE;
    char all[128];

    (void)state;
    tree_write("dayfly.json", text, sizeof text - 1);
    assert_true(manifest_file_load(&file, tree_root, &err));
    assert_false(
        manifest_file_error(&file, "limits", &err, "%d is %s", 1, "x"));
    (void)snprintf(all, sizeof all, "%s:2: 1 is x", path);
    assert_string_equal(err.text, all);
    (void)error_set(&err, "\"limits\" is odd");
    assert_false(manifest_file_prefix(&file, &err));
    (void)snprintf(all, sizeof all, "%s:2: \"limits\" is odd", path);
    assert_string_equal(err.text, all);
    (void)error_set(&err, "no key");
    assert_false(manifest_file_prefix(&file, &err));
    (void)snprintf(all, sizeof all, "%s: no key", path);
    assert_string_equal(err.text, all);
}

static void what_is_wrong_is_reported_with_its_line(void **state)
{
    static const char *const rows[][2] = {
        {"", ":1: the file is empty; write {} or remove it"},
        {"[]", ":1: must be one JSON object"},
        {"\n7", ":1: must be one JSON object"},
        {"{\n\n\"a\": }", ":3: "},
        {"{} {}", ":1: end of file expected"},
        {"{\"reuse\": 1,\n\"reuse\": 2}", ":2: duplicate object key"},
        {"{\"handler\": \"a\\u0000b\"}",
         ":1: a text contains \\u0000, which is not allowed"},
        {"{\n\n\"spares\": true}",
         ":3: unknown key \"spares\"; the keys are handler, interpreter, "
         "flags, "
         "output, spare, reuse, preload, residue, credentials, memory, "
         "timeout, "
         "isolation, permissions, limits, required, env, rehearse, url, "
         "concurrency, idle, warmupOnStart, build, routes, static, http, "
         "schedules, hooks"},
        {"{\"a\\\"}\":1,\n\"handler\":1}", ":1: unknown key"},
        {"{\n\"env\": []}", ":2: \"env\" must be an object of texts"},
        {"{\n\"env\": {\"A\": 1}}", ":2: \"env\" must be an object of texts"},
        {"{\"env\": {\"A=B\": \"1\"}}",
         ":1: \"env\" must be an object of texts"},
        {"{\"env\": {\"\": \"1\"}}", ":1: \"env\" must be an object of texts"},
        {"{\"env\":\n{\"_HANDLER\": \"x\"}}",
         ":1: \"env\" sets _HANDLER, which only the platform sets"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        tree_write("dayfly.json", rows[i][0], strlen(rows[i][0]));
        refuse(rows[i][1]);
    }
    tree_write("dayfly.json", "{\"memory\":128\0}", 15);
    refuse(": a comma or } is expected (at byte 14, line 1)");
}

static void a_file_of_any_kind_neither_blocks_nor_passes(void **state)
{
    static char blanks[MANIFEST_MAX_BYTES + 2];

    (void)state;
    memset(blanks, ' ', sizeof blanks);
    tree_write("dayfly.json", blanks, MANIFEST_MAX_BYTES + 1);
    refuse(" is larger than 1048576 bytes; shorten it");
    (void)unlink(path);
    assert_int_equal(mkdir(path, 0700), 0);
    refuse(" is not a regular file; put one there or remove it");
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    refuse(" is not a regular file; put one there or remove it");
    (void)unlink(path);
    assert_int_equal(symlink("nowhere", path), 0);
    refuse(" cannot be read; make it readable or remove it: No such file");
    (void)unlink(path);
}

static void no_file_is_no_error(void **state)
{
    static char deep[PATH_MAX];
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;
    struct error err = ERROR_NONE;

    (void)state;
    (void)unlink(path);
    memset(deep, 'x', sizeof deep - 1);
    assert_true(manifest_file_load(&file, tree_root, &err));
    assert_true(manifest_file_load(&file, NULL, &err));
    assert_true(manifest_file_load(&file, "/nonexistent", &err));
    assert_true(manifest_file_load(&file, deep, &err));
    assert_null(file.root);
    assert_null(manifest_file_get(&file, "handler"));
    manifest_file_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_found_with_their_lines),
        cmocka_unit_test(an_error_gets_the_place_of_its_key),
        cmocka_unit_test(what_is_wrong_is_reported_with_its_line),
        cmocka_unit_test(a_file_of_any_kind_neither_blocks_nor_passes),
        cmocka_unit_test(no_file_is_no_error),
    };

    return cmocka_run_group_tests(tests, make_folder, tree_tear_down);
}
