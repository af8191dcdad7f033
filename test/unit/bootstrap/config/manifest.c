/* bootstrap/config/manifest - dayfly.json as settings: the environment
 * overrides it, and a wrong value is reported with its place. */
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

#include "bootstrap/config/settings.h"
#include "test/unit/support/temp_tree.h"

static char path[64];

static int make_folder(void **state)
{
    (void)state;
    tree_make();
    (void)snprintf(path, sizeof path, "%s/dayfly.json", tree_root);
    return 0;
}

struct read {
    struct settings s;
    struct manifest_file m;
    struct error f;
    bool good;
};

/* Reads with only the folder and this pair (NULL: none) in the environment. */
static void read_with(struct read *r, const char *text, const char *pair)
{
    static char root[80];
    static char set[256];
    static char *list[3];

    (void)snprintf(root, sizeof root, "LAMBDA_TASK_ROOT=%s", tree_root);
    (void)snprintf(set, sizeof set, "%s", pair ? pair : "");
    list[0] = root;
    list[1] = pair ? set : NULL;
    list[2] = NULL;
    tree_write("dayfly.json", text, strlen(text));
    environ = list;
    *r = (struct read){.m = MANIFEST_FILE, .f = ERROR_NONE};
    r->good = settings_read(&r->s, &r->m, &r->f);
    assert_int_equal(r->good, *r->f.text == '\0');
}

static void refuse(const char *text, const char *why)
{
    struct read r;

    read_with(&r, text, NULL);
    if (r.good)
        fail_msg("%s is taken", text);
    if (!strstr(r.f.text, why) || !strstr(r.f.text, path))
        fail_msg("%s: %s", text, r.f.text);
    manifest_file_free(&r.m);
}

static void each_key_sets_its_setting(void **state)
{
    struct read r;

    (void)state;
    read_with(&r,
              "{\"handler\": \"a.b\", \"interpreter\": \"bun\", \"flags\": "
              "\"-x\", \"output\": \"stream\", \"spare\": \"late\", "
              "\"reuse\": 7, \"preload\": \"interpreter\", \"timeout\": 5, "
              "\"memory\": 256, \"url\": false, \"concurrency\": 2}",
              NULL);
    assert_string_equal(r.f.text, "");
    assert_string_equal(r.s.handler, "a.b");
    assert_string_equal(r.s.interpreter, "bun");
    assert_string_equal(r.s.flags, "-x");
    assert_int_equal(r.s.output, OUTPUT_STREAM);
    assert_int_equal(r.s.spare, SPARE_LATE);
    assert_int_equal(r.s.reuse, 7);
    assert_int_equal(r.s.preload, PRELOAD_INTERPRETER);
    assert_int_equal(r.s.timeout_ms, 5000);
    assert_string_equal(r.s.memory_mb, "256");
    manifest_file_free(&r.m);
}

static void spare_may_be_true_or_false(void **state)
{
    struct read r;

    (void)state;
    read_with(&r, "{\"spare\": true}", NULL);
    assert_int_equal(r.s.spare, SPARE_ON);
    manifest_file_free(&r.m);
    read_with(&r, "{\"spare\": false}", NULL);
    assert_int_equal(r.s.spare, SPARE_OFF);
    manifest_file_free(&r.m);
}

static void the_environment_overrides_the_file(void **state)
{
    struct read r;

    (void)state;
    read_with(&r, "{\"handler\": \"a.b\"}", "_HANDLER=c.d");
    assert_string_equal(r.s.handler, "c.d");
    manifest_file_free(&r.m);
    read_with(&r, "{\"reuse\": 7}", "DAYFLY_REUSE=9");
    assert_int_equal(r.s.reuse, 9);
    manifest_file_free(&r.m);
    read_with(&r, "{\"memory\": 256}", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512");
    assert_string_equal(r.s.memory_mb, "512");
    manifest_file_free(&r.m);
    read_with(&r, "{\"env\": {\"KEY\": \"theirs\"}}", "KEY=ours");
    assert_string_equal(getenv("KEY"), "ours");
    manifest_file_free(&r.m);
}

static void env_sets_variables_that_are_not_set(void **state)
{
    struct read r;

    (void)state;
    read_with(&r,
              "{\"reuse\": 7, \"env\": {\"KEY\": \"a=b\", "
              "\"DAYFLY_REUSE\": \"8\", \"AWS_LAMBDA_LOG_FORMAT\": "
              "\"JSON\"}}",
              NULL);
    assert_string_equal(r.f.text, "");
    assert_string_equal(getenv("KEY"), "a=b");
    assert_int_equal(r.s.reuse, 8);
    assert_true(r.s.log_json);
    manifest_file_free(&r.m);
}

static void errors_name_the_file_and_the_key(void **state)
{
    static const char *const rows[][2] = {
        {"{\"spares\": true}", "unknown key \"spares\"; the keys are handler,"},
        {"{\"spare\": \"soon\"}",
         "\"spare\" is \"soon\"; it must be auto, on, early, late, off or "
         "fork"},
        {"{\"spare\": 1}", "\"spare\" must be a word in quotes"},
        {"{\"reuse\": \"7\"}", "\"reuse\" must be a whole number"},
        {"{\"reuse\": 0}",
         "\"reuse\" is \"0\"; it must be a whole number of "
         "events from 1 to 1000000"},
        {"{\"timeout\": 901}", "of seconds from 1 to 900"},
        {"{\"timeout\": 1.5}", "\"timeout\" must be a whole number"},
        {"{\"flags\": [\"-x\"]}", "\"flags\" must be a text in quotes"},
        {"{\"flags\": \"\"}", "\"flags\" is empty"},
        {"{\"output\": null}", "\"output\" must be a word in quotes"},
        {"{\"handler\": \"\"}", "\"handler\" must be a text"},
        {"{\"handler\": 7}", "\"handler\" must be a text"},
        {"{\"memory\": 127}", "\"memory\" must be a whole number of MB"},
        {"{\"memory\": \"128\"}", "\"memory\" must be a whole number of MB"},
        {"{\"a\": ", "dayfly.json:1: "},
        {"{\n\"permissions\": {\"x\": 1}}", "dayfly.json:2: \"permissions\""},
        {"{\n\n\"limits\": 1}", "dayfly.json:3: \"limits\""},
        {"{\n\"reuse\": 0}", "dayfly.json:2: \"reuse\" is \"0\""},
        {"{\n\"memory\": 1}", "dayfly.json:2: \"memory\" must be"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        refuse(rows[i][0], rows[i][1]);
}

static void the_platforms_values_are_set_despite_an_invalid_file(void **state)
{
    struct read r;

    (void)state;
    read_with(&r, "{", "AWS_LAMBDA_RUNTIME_API=a:1");
    assert_false(r.good);
    assert_string_equal(r.s.api, "a:1");
    assert_string_equal(r.s.handler, "");
    manifest_file_free(&r.m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_key_sets_its_setting),
        cmocka_unit_test(spare_may_be_true_or_false),
        cmocka_unit_test(the_environment_overrides_the_file),
        cmocka_unit_test(env_sets_variables_that_are_not_set),
        cmocka_unit_test(errors_name_the_file_and_the_key),
        cmocka_unit_test(the_platforms_values_are_set_despite_an_invalid_file),
    };

    return cmocka_run_group_tests(tests, make_folder, tree_tear_down);
}
