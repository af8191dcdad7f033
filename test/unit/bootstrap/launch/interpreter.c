/* bootstrap/launch/interpreter - which interpreter runs a module, and in which
 * folders it is searched for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>

#include "bootstrap/launch/engine_bun.h"
#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/launch/engine_node.h"
#include "bootstrap/launch/engine_python.h"
#include "bootstrap/launch/engine_qjs.h"
#include "bootstrap/launch/interpreter.h"
#include "test/unit/support/temp_tree.h"

/* /opt/bin and /opt/nodejs/bin precede PATH: tests whose result an interpreter
 * there would change are skipped. */
static bool opt_has_one(void)
{
    static const char *const rows[] = {
        "/opt/bin/node",        "/opt/bin/deno",        "/opt/bin/bun",
        "/opt/nodejs/bin/node", "/opt/nodejs/bin/deno", "/opt/nodejs/bin/bun"};

    for (size_t i = 0; i < COUNT(rows); i++)
        if (access(rows[i], F_OK) == 0)
            return true;
    return false;
}

/* The tree: bin/, which is the whole PATH. */
static int set_up(void **state)
{
    (void)state;
    tree_make();
    tree_add_folder("bin");
    return 0;
}

/* The interpreter for the module, relative to `tree_root`; NULL: not found. */
static const char *find(const char *module, const char *set, const char *path,
                        const struct engine **engine)
{
    static char found[PATH_MAX];
    struct settings s = {.interpreter = set, .path = path};
    struct error err = ERROR_NONE;
    char bin[PATH_MAX];

    tree_path(bin, "bin");
    if (!path)
        s.path = bin;
    if (!interpreter_find(found, engine, module, &s, &err))
        return NULL;
    assert_memory_equal(found, tree_root, strlen(tree_root));
    return found + strlen(tree_root);
}

static void the_extension_decides_the_order(void **state)
{
    /* The first one is removed, then the second one is found, and so on. */
    static const struct {
        const char *module;
        const char *order[4];
    } rows[] = {
        {"/f/index.ts", {"deno", "bun", "node", NULL}},
        {"/f/index.mts", {"deno", "bun", "node", NULL}},
        {"/f/index.js", {"node", "deno", "bun", "qjs"}},
        {"/f/index.mjs", {"node", "deno", "bun", "qjs"}},
        {"/f.ts/index.cjs", {"node", "deno", "bun", "qjs"}},
    };

    (void)state;
    if (opt_has_one())
        skip();
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct engine *engine;
        tree_add("bin/node", 0700);
        tree_add("bin/deno", 0700);
        tree_add("bin/bun", 0700);
        tree_add("bin/qjs", 0700);
        tree_add("bin/python3", 0700);
        for (size_t k = 0; k < 4 && rows[i].order[k]; k++) {
            const char *got = find(rows[i].module, NULL, NULL, &engine);
            assert_non_null(got);
            assert_string_equal(got + strlen("/bin/"), rows[i].order[k]);
            tree_remove(got + 1);
        }
        /* Python cannot run it, nor can qjs run .ts. */
        assert_null(find(rows[i].module, NULL, NULL, &engine));
    }
}

static void only_python_runs_python(void **state)
{
    const struct engine *engine;

    (void)state;
    if (opt_has_one())
        skip();
    tree_add("bin/node", 0700);
    assert_null(find("/f/app.py", NULL, NULL, &engine));
    tree_add("bin/python3", 0700);
    assert_string_equal(find("/f/app.py", NULL, NULL, &engine), "/bin/python3");
    assert_ptr_equal(engine, &engine_python);
}

static void a_file_that_cannot_run_is_skipped(void **state)
{
    const struct engine *engine;

    (void)state;
    if (opt_has_one())
        skip();
    tree_add("bin/node", 0600);
    tree_add_folder("bin/deno");
    tree_add("bin/bun", 0700);
    assert_string_equal(find("/f/i.js", NULL, NULL, &engine), "/bin/bun");
    assert_ptr_equal(engine, &engine_bun);
}

/* They would name folders in the function's folder. */
static void empty_and_relative_folders_of_path_are_skipped(void **state)
{
    static const char *const rows[] = {"",    ":",       "::",   ".",
                                       "bin", ":.:bin:", "./bin"};
    char back[PATH_MAX];
    const struct engine *engine;

    (void)state;
    tree_add("bin/dayfly-unit", 0700);
    tree_add("dayfly-unit", 0700);
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(tree_root), 0);
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_null(find("/f/i.js", "dayfly-unit", rows[i], &engine));
    assert_int_equal(chdir(back), 0);
}

static void later_folders_of_path_are_searched(void **state)
{
    char path[2 * PATH_MAX];
    const struct engine *engine;

    (void)state;
    tree_add("bin/dayfly-unit", 0700);
    (void)snprintf(path, sizeof path, "::/nonexistent:bin:%s/bin:", tree_root);
    const char *got = find("/f/i.js", "dayfly-unit", path, &engine);
    assert_non_null(got);
    assert_string_equal(got, "/bin/dayfly-unit");
}

static void the_setting_precedes_the_search(void **state)
{
    static const struct {
        const char *name;
        const struct engine *engine;
    } rows[] = {{"deno", &engine_deno},    {"bun", &engine_bun},
                {"node20", &engine_node},  {"deno-2", &engine_deno},
                {"strange", &engine_node}, {"bundeno", &engine_bun},
                {"qjs-ng", &engine_qjs}};
    char path[PATH_MAX];

    (void)state;
    tree_add("bin/node", 0700);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct engine *engine;
        tree_add(rows[i].name, 0700);
        tree_path(path, rows[i].name);
        const char *got = find("/f/i.ts", path, NULL, &engine);
        assert_non_null(got);
        assert_string_equal(got + 1, rows[i].name);
        assert_ptr_equal(engine, rows[i].engine);
    }
}

static void an_error_names_a_setting_that_is_not_an_executable(void **state)
{
    static const struct {
        const char *set;
        const char *reason; /* part of the error's text */
    } rows[] = {
        {"dayfly-none", "or PATH; add a layer that contains it, or its folder"},
        {"/nonexistent/node", "which is not an executable"},
        {"/tmp", "which is not an executable"},
        {"/etc/passwd", "which is not an executable"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct settings s = {.interpreter = rows[i].set, .path = "/usr/bin"};
        struct error err = ERROR_NONE;
        const struct engine *engine;
        char found[PATH_MAX];
        assert_false(interpreter_find(found, &engine, "/f/i.js", &s, &err));
        assert_non_null(strstr(err.text, rows[i].set));
        assert_non_null(strstr(err.text, rows[i].reason));
    }
}

/* The interpreter's process has another current folder than the bootstrap. */
static void a_relative_path_is_made_absolute(void **state)
{
    struct settings s = {.interpreter = "./node", .path = ""};
    struct error err = ERROR_NONE;
    const struct engine *engine;
    char found[PATH_MAX];
    char back[PATH_MAX];

    (void)state;
    tree_add("node", 0700);
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(tree_root), 0);
    bool ok = interpreter_find(found, &engine, "/f/i.js", &s, &err);
    assert_int_equal(chdir(back), 0);
    assert_true(ok);
    assert_int_equal(found[0], '/');
}

static void a_bridge_that_is_set_must_exist(void **state)
{
    char there[PATH_MAX];
    char found[PATH_MAX];
    struct settings s = {.bridge = there};
    struct error err = ERROR_NONE;

    (void)state;
    tree_path(there, "runtime.js");
    assert_false(bridge_find(found, "/f/index.js", &s, &err));
    assert_non_null(strstr(err.text, "DAYFLY_BRIDGE is \"/tmp/"));
    assert_non_null(strstr(err.text, strerror(ENOENT)));
    tree_add("runtime.js", 0600);
    assert_true(bridge_find(found, "/f/index.js", &s, &err));
    assert_string_equal(found, there);
}

#define TREE(test) cmocka_unit_test_setup_teardown(test, set_up, tree_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE(the_extension_decides_the_order),
        TREE(only_python_runs_python),
        TREE(a_file_that_cannot_run_is_skipped),
        TREE(empty_and_relative_folders_of_path_are_skipped),
        TREE(later_folders_of_path_are_searched),
        TREE(the_setting_precedes_the_search),
        TREE(an_error_names_a_setting_that_is_not_an_executable),
        TREE(a_relative_path_is_made_absolute),
        TREE(a_bridge_that_is_set_must_exist),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
