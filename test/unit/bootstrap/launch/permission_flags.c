/* bootstrap/launch/interpreter - the flags for what dayfly.json grants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/launch/engine_bun.h"
#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/launch/engine_node.h"
#include "bootstrap/launch/interpreter.h"

static json_t *json_of(const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

    assert_non_null(value);
    return value;
}

static void assert_flags_with(const char *scratch, const struct engine *engine,
                              unsigned version, const char *granted,
                              const char *const *words)
{
    json_t *value = json_of(granted);
    struct handler h = {.bridged = true,
                        .engine = engine,
                        .version = version,
                        .root = "/f",
                        .bridge = "/b/runtime.js"};
    AUTO(struct buf, buf_free) text = BUF(4096);
    struct permissions p;
    struct error err = ERROR_NONE;

    assert_true(permissions_read(value, &p, &err));
    assert_true(interpreter_flags_add(&text, &h, &p, scratch));
    const char *at = text.data;
    for (; *words; words++) {
        assert_string_equal(at, *words);
        at += strlen(at) + 1;
    }
    assert_ptr_equal(at, text.data + text.size);
    json_decref(value);
}

static void assert_flags(const struct engine *engine, unsigned version,
                         const char *granted, const char *const *words)
{
    assert_flags_with("", engine, version, granted, words);
}

static void deno_gets_a_flag_for_each_grant(void **state)
{
    static const char *const words[] = {"--allow-read=/f/data,/x",
                                        "--allow-net",
                                        "--allow-run=jq,/f/bin/t", NULL};
    static const char *const none[] = {NULL};
    static const char *const no_files[] = {"--env-file=/dev/null", NULL};

    (void)state;
    assert_flags(&engine_deno, 0,
                 "{\"read\":[\"data\",\"/x\"],\"net\":true,"
                 "\"run\":[\"jq\",\"bin/t\"],\"env\":[]}",
                 words);
    assert_flags(&engine_deno, 0, "{}", none);
    assert_flags(&engine_bun, 0, "{\"env\":true}", none);
    assert_flags(&engine_bun, 0, "{\"read\":true,\"env\":[\"A\"]}", no_files);
}

static void each_version_of_node_gets_its_own_flags(void **state)
{
    static const char *const old[] = {"--experimental-permission",
                                      "--disable-warning=ExperimentalWarning",
                                      "--allow-fs-read=/f",
                                      "--allow-fs-read=/b",
                                      "--allow-fs-read=/opt",
                                      "--allow-fs-write=/x",
                                      "--allow-child-process",
                                      "--allow-worker",
                                      "--allow-addons",
                                      NULL};
    static const char *const new[] = {
        "--permission",        "--allow-fs-read=/f",
        "--allow-fs-read=/b",  "--allow-fs-read=/opt",
        "--allow-fs-write=/x", "--allow-child-process",
        "--allow-worker",      "--allow-addons",
        "--allow-net",         NULL};
    static const char *const none[] = {NULL};
    static const char granted[] =
        "{\"write\":[\"/x\",\"/x\"],\"run\":[\"jq\"],"
        "\"ffi\":true,\"net\":true}";

    (void)state;
    assert_flags(&engine_node, 2020, granted, old);
    assert_flags(&engine_node, 2500, granted, new);
    assert_flags(&engine_node, 1820, granted, none);
}

static void node_gets_no_path_within_another(void **state)
{
    static const char *const words[] = {
        "--permission",         "--allow-fs-read=/f",  "--allow-fs-read=/b",
        "--allow-fs-read=/opt", "--allow-fs-read=/f2", "--allow-fs-read=/x",
        "--allow-fs-write=/y/", "--allow-fs-write=/z", NULL};
    static const char *const root[] = {"--permission", "--allow-fs-read=/",
                                       NULL};

    (void)state;
    assert_flags(
        &engine_node, 2400,
        "{\"read\":[\"data\",\"/f2\",\"/x/y\",\"/x\",\"/x/y/z\",\"./e\"],"
        "\"write\":[\"/y/\",\"/z\"]}",
        words);
    assert_flags(&engine_node, 2400, "{\"read\":[\"/\"]}", root);
}

#define PLACES                                                                 \
    "TMPDIR,HOME,XDG_RUNTIME_DIR,XDG_CACHE_HOME,XDG_CONFIG_HOME,"              \
    "XDG_DATA_HOME,XDG_STATE_HOME"

static void the_private_folder_is_granted_too(void **state)
{
    static const char *const deno[] = {
        "--allow-read=/f/data,/t/0", "--allow-write",
        ("--allow-env=TABLE," PLACES), "--allow-sys=homedir", NULL};
    static const char *const nothing[] = {
        "--allow-read=/t/0", "--allow-write=/t/0", ("--allow-env=" PLACES),
        "--allow-sys=homedir", NULL};
    static const char *const node[] = {"--permission",
                                       "--allow-fs-read=/f",
                                       "--allow-fs-read=/b",
                                       "--allow-fs-read=/opt",
                                       "--allow-fs-read=/t/0",
                                       "--allow-fs-write=*",
                                       NULL};

    (void)state;
    assert_flags_with("/t/0", &engine_deno, 0,
                      "{\"read\":[\"data\"],\"write\":true,"
                      "\"env\":[\"TABLE\"]}",
                      deno);
    assert_flags_with("/t/0", &engine_deno, 0, "{}", nothing);
    assert_flags_with("/t/0", &engine_node, 2400, "{\"write\":true}", node);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(deno_gets_a_flag_for_each_grant),
        cmocka_unit_test(each_version_of_node_gets_its_own_flags),
        cmocka_unit_test(node_gets_no_path_within_another),
        cmocka_unit_test(the_private_folder_is_granted_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
