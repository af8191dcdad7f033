/* bootstrap/launch/interpreter - which interpreter, found where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/launch/engine_bun.h"
#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/launch/engine_node.h"
#include "bootstrap/launch/engine_python.h"
#include "bootstrap/launch/engine_qjs.h"
#include "bootstrap/launch/interpreter.h"

/* A folder with bin/, which is the whole PATH. What is in /opt/bin and
 * /opt/nodejs/bin of this machine goes first, so tests that would meet it are
 * skipped there. */
static char top[] = "/tmp/dayfly-unit-XXXXXX";

static int remove_one(const char *path, const struct stat *is, int flag,
                      struct FTW *at)
{
    (void)is;
    (void)flag;
    (void)at;
    return remove(path);
}

static void path_of(char path[PATH_MAX], const char *name)
{
    (void)snprintf(path, PATH_MAX, "%s/%s", top, name);
}

static void put(const char *name, mode_t mode)
{
    char path[PATH_MAX];

    path_of(path, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

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

static int raise_tree(void **state)
{
    char path[PATH_MAX];

    (void)state;
    memcpy(top + strlen(top) - 6, "XXXXXX", 6);
    if (!mkdtemp(top))
        return -1;
    path_of(path, "bin");
    return mkdir(path, 0700);
}

static int strike_tree(void **state)
{
    (void)state;
    return nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* What was found for the module, without `top`; NULL: none. */
static const char *find(const char *module, const char *set, const char *path,
                        const struct engine **engine)
{
    static char found[PATH_MAX];
    struct settings s = {.interpreter = set, .path = path};
    struct error err = ERROR_NONE;
    char bin[PATH_MAX];

    path_of(bin, "bin");
    if (!path)
        s.path = bin;
    if (!interpreter_find(found, engine, module, &s, &err))
        return NULL;
    assert_memory_equal(found, top, strlen(top));
    return found + strlen(top);
}

static void the_extension_decides_the_order(void **state)
{
    /* Each row takes the first of them away. */
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
        put("bin/node", 0700);
        put("bin/deno", 0700);
        put("bin/bun", 0700);
        put("bin/qjs", 0700);
        put("bin/python3", 0700);
        for (size_t k = 0; k < 4 && rows[i].order[k]; k++) {
            char path[PATH_MAX];
            const char *got = find(rows[i].module, NULL, NULL, &engine);
            assert_non_null(got);
            assert_string_equal(got + strlen("/bin/"), rows[i].order[k]);
            path_of(path, got + 1);
            assert_int_equal(remove(path), 0);
        }
        /* Python is there all the time, and no answer; so is qjs for .ts. */
        assert_null(find(rows[i].module, NULL, NULL, &engine));
    }
}

static void python_alone_runs_python(void **state)
{
    const struct engine *engine;

    (void)state;
    if (opt_has_one())
        skip();
    put("bin/node", 0700);
    assert_null(find("/f/app.py", NULL, NULL, &engine));
    put("bin/python3", 0700);
    assert_string_equal(find("/f/app.py", NULL, NULL, &engine), "/bin/python3");
    assert_ptr_equal(engine, &engine_python);
}

static void what_cannot_run_is_passed_over(void **state)
{
    const struct engine *engine;
    char path[PATH_MAX];

    (void)state;
    if (opt_has_one())
        skip();
    put("bin/node", 0600);
    path_of(path, "bin/deno");
    assert_int_equal(mkdir(path, 0700), 0);
    put("bin/bun", 0700);
    assert_string_equal(find("/f/i.js", NULL, NULL, &engine), "/bin/bun");
    assert_ptr_equal(engine, &engine_bun);
}

/* The current folder is the function's: nothing is to be taken from there. */
static void empty_and_relative_folders_of_path_are_passed_over(void **state)
{
    static const char *const rows[] = {"",    ":",       "::",   ".",
                                       "bin", ":.:bin:", "./bin"};
    char back[PATH_MAX];
    const struct engine *engine;

    (void)state;
    put("bin/dayfly-unit", 0700);
    put("dayfly-unit", 0700);
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(top), 0);
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_null(find("/f/i.js", "dayfly-unit", rows[i], &engine));
    assert_int_equal(chdir(back), 0);
}

static void later_folders_of_path_count(void **state)
{
    char path[2 * PATH_MAX];
    const struct engine *engine;

    (void)state;
    put("bin/dayfly-unit", 0700);
    (void)snprintf(path, sizeof path, "::/nonexistent:bin:%s/bin:", top);
    const char *got = find("/f/i.js", "dayfly-unit", path, &engine);
    assert_non_null(got);
    assert_string_equal(got, "/bin/dayfly-unit");
}

static void an_interpreter_set_by_path_wins(void **state)
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
    put("bin/node", 0700);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct engine *engine;
        put(rows[i].name, 0700);
        path_of(path, rows[i].name);
        const char *got = find("/f/i.ts", path, NULL, &engine);
        assert_non_null(got);
        assert_string_equal(got + 1, rows[i].name);
        assert_ptr_equal(engine, rows[i].engine);
    }
}

static void an_interpreter_set_that_is_none_is_named(void **state)
{
    static const struct {
        const char *set;
        const char *says;
    } rows[] = {
        {"dayfly-none", "which is not in /opt/bin"},
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
        assert_non_null(strstr(err.text, rows[i].says));
    }
}

/* The child runs in another folder than we do. */
static void a_relative_path_is_made_absolute(void **state)
{
    struct settings s = {.interpreter = "./node", .path = ""};
    struct error err = ERROR_NONE;
    const struct engine *engine;
    char found[PATH_MAX];
    char back[PATH_MAX];

    (void)state;
    put("node", 0700);
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(top), 0);
    bool ok = interpreter_find(found, &engine, "/f/i.js", &s, &err);
    assert_int_equal(chdir(back), 0);
    assert_true(ok);
    assert_int_equal(found[0], '/');
}

static void a_bridge_that_is_set_must_be_there(void **state)
{
    char there[PATH_MAX];
    char found[PATH_MAX];
    struct settings s = {.bridge = there};
    struct error err = ERROR_NONE;

    (void)state;
    path_of(there, "runtime.js");
    assert_false(bridge_find(found, "/f/index.js", &s, &err));
    assert_non_null(strstr(err.text, "DAYFLY_BRIDGE is \"/tmp/"));
    assert_non_null(strstr(err.text, strerror(ENOENT)));
    put("runtime.js", 0600);
    assert_true(bridge_find(found, "/f/index.js", &s, &err));
    assert_string_equal(found, there);
}

#define TREE(test)                                                             \
    cmocka_unit_test_setup_teardown(test, raise_tree, strike_tree)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE(the_extension_decides_the_order),
        TREE(python_alone_runs_python),
        TREE(what_cannot_run_is_passed_over),
        TREE(empty_and_relative_folders_of_path_are_passed_over),
        TREE(later_folders_of_path_count),
        TREE(an_interpreter_set_by_path_wins),
        TREE(an_interpreter_set_that_is_none_is_named),
        TREE(a_relative_path_is_made_absolute),
        TREE(a_bridge_that_is_set_must_be_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
