/* bootstrap/launch/handler - which program a name means, in a real folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/launch/handler.h"

/* A folder with fn/ (the function), bridge/runtime.js and bin/node. */
static char top[] = "/tmp/dayfly-unit-XXXXXX";

static int remove_one(const char *path, const struct stat *is, int flag,
                      struct FTW *at)
{
    (void)is;
    (void)flag;
    (void)at;
    return remove(path);
}

static void put(const char *name, mode_t mode)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/%s", top, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static void take_away(const char *name)
{
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/%s", top, name);
    assert_int_equal(remove(path), 0);
}

static int raise_tree(void **state)
{
    static const char *const folders[] = {"fn", "fn/sub", "fn/folder", "bridge",
                                          "bin"};

    (void)state;
    memcpy(top + strlen(top) - 6, "XXXXXX", 6);
    if (!mkdtemp(top))
        return -1;
    for (size_t i = 0; i < COUNT(folders); i++) {
        char path[PATH_MAX];
        (void)snprintf(path, sizeof path, "%s/%s", top, folders[i]);
        if (mkdir(path, 0700) != 0)
            return -1;
    }
    put("bridge/runtime.js", 0600);
    put("bin/node", 0700);
    put("fn/program", 0700);
    put("fn/a..b", 0700);
    put("fn/data", 0600);
    put("fn/index.js", 0600);
    put("fn/sub/app.mjs", 0600);
    put("bin/python3", 0700);
    put("fn/snake.py", 0600);
    put("fn/sub/snake.py", 0600);
    put("fn/tool.py", 0700);
    return 0;
}

static int strike_tree(void **state)
{
    (void)state;
    return nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* NULL: found; else the type of the error. */
static const char *find(struct handler *h, const char *name, struct error *err)
{
    struct settings s = {.handler = name, .flags = ""};
    const char *type = NULL;
    char root[PATH_MAX];
    char bridge[PATH_MAX];
    char path[PATH_MAX];

    (void)snprintf(root, sizeof root, "%s/fn", top);
    (void)snprintf(bridge, sizeof bridge, "%s/bridge/runtime.js", top);
    (void)snprintf(path, sizeof path, "%s/bin", top);
    s.task_root = root;
    s.bridge = bridge;
    s.path = path;
    return handler_find(h, &s, &type, err) ? NULL : type;
}

static void assert_file(const struct handler *h, const char *name)
{
    assert_memory_equal(h->file, top, strlen(top));
    assert_string_equal(h->file + strlen(top), name);
}

static void names_mean_executables_or_modules(void **state)
{
    static const struct {
        const char *name;
        const char *file;
        const char *export; /* NULL: an executable */
    } rows[] = {
        {"program", "/fn/program", NULL},
        {"./program", "/fn/./program", NULL},
        {"a..b", "/fn/a..b", NULL}, /* dots, but no way out */
        {"index.handler", "/fn/index.js", "handler"},
        {"index.a.b.c", "/fn/index.js", "a.b.c"},
        {"sub/app.run", "/fn/sub/app.mjs", "run"},
        {"./sub/app.run", "/fn/sub/app.mjs", "run"},
        {"index.js", "/fn/index.js", "handler"},
        {"sub/app.mjs", "/fn/sub/app.mjs", "handler"},
        {"snake.lambda_handler", "/fn/snake.py", "lambda_handler"},
        {"sub.snake.run", "/fn/sub/snake.py", "run"}, /* as Python names it */
        {"tool.py", "/fn/tool.py", NULL}, /* a program, whatever its language */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        struct handler h;
        assert_null(find(&h, rows[i].name, &err));
        assert_file(&h, rows[i].file);
        assert_int_equal(h.bridged, rows[i].export != NULL);
        assert_string_equal(h.export, rows[i].export ? rows[i].export : "");
    }
}

static void an_absolute_name_may_be_anywhere(void **state)
{
    struct error err = ERROR_NONE;
    struct handler h;
    char name[PATH_MAX];

    (void)state;
    (void)snprintf(name, sizeof name, "%s/bin/node", top);
    assert_null(find(&h, name, &err));
    assert_false(h.bridged);
    assert_string_equal(h.file, name);
}

static void a_modules_extensions_are_tried_in_order(void **state)
{
    static const char *const rows[] = {"fn/m.js", "fn/m.mjs", "fn/m.cjs",
                                       "fn/m.ts", "fn/m.mts"};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        put(rows[i], 0600);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        struct handler h;
        assert_null(find(&h, "m.handler", &err));
        assert_string_equal(h.file + strlen(top) + 1, rows[i]);
        take_away(rows[i]);
    }
}

static void a_file_of_that_very_name_goes_before_a_module(void **state)
{
    struct error err = ERROR_NONE;
    struct handler h;

    (void)state;
    put("fn/index.handler", 0700);
    assert_null(find(&h, "index.handler", &err));
    assert_false(h.bridged);
    assert_file(&h, "/fn/index.handler");
}

/* A row's `says` must be in the reason. */
static void bad_names_are_refused_with_type_and_reason(void **state)
{
    static const struct {
        const char *name;
        const char *type;
        const char *says;
    } rows[] = {
        {"data", "Runtime.InvalidEntrypoint", "chmod +x"},
        {"folder", "Runtime.HandlerNotFound", "\"folder\" is not a file"},
        {"nothing", "Runtime.HandlerNotFound", "\"nothing\" is not a file"},
        {"sub/", "Runtime.HandlerNotFound", "\"sub/\" is not a file"},
        {"none.handler", "Runtime.ImportModuleError", "'none'"},
        {"no/index.handler", "Runtime.ImportModuleError", "'no/index'"},
        {"folder.handler", "Runtime.ImportModuleError", "'folder'"},
        {"index.", "Runtime.MalformedHandlerName", "\"index.\""},
        {".handler", "Runtime.MalformedHandlerName", "\".handler\""},
        {"sub/.handler", "Runtime.MalformedHandlerName", "\"sub/.handler\""},
        {"..", "Runtime.MalformedHandlerName", "'..'"},
        {"../bin/node", "Runtime.MalformedHandlerName", "'..'"},
        {"sub/../program", "Runtime.MalformedHandlerName", "'..'"},
        {"sub/..", "Runtime.MalformedHandlerName", "'..'"},
        {"/tmp/../etc/x.y", "Runtime.MalformedHandlerName", "'..'"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        struct handler h;
        assert_string_equal(find(&h, rows[i].name, &err), rows[i].type);
        assert_non_null(strstr(err.text, rows[i].says));
    }
}

static void too_long_names_are_malformed(void **state)
{
    static const size_t rows[] = {EXPORT_SIZE, PATH_MAX, 3 * PATH_MAX};
    char name[3 * PATH_MAX + 16];
    struct error err = ERROR_NONE;
    struct handler h;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        (void)snprintf(name, sizeof name, "index.%0*d", (int)rows[i], 0);
        assert_string_equal(find(&h, name, &err),
                            "Runtime.MalformedHandlerName");
    }
}

static void an_unset_handler_is_the_bundle_else_the_layers_own(void **state)
{
    struct error err = ERROR_NONE;
    struct handler h;

    (void)state;
    assert_string_equal(find(&h, "", &err), "Runtime.HandlerNotFound");
    put("bridge/function.bundle.js", 0600);
    assert_null(find(&h, "", &err));
    assert_file(&h, "/bridge/function.bundle.js");
    put("fn/function.bundle.js", 0600);
    assert_null(find(&h, "", &err));
    assert_file(&h, "/fn/function.bundle.js");
    assert_string_equal(h.export, "handler");
    assert_true(h.bridged);
}

static void a_task_root_that_is_no_folder_is_named(void **state)
{
    struct settings s = {.handler = "a.b", .task_root = "/etc/passwd"};
    struct error err = ERROR_NONE;
    struct handler h;
    const char *type = NULL;

    (void)state;
    assert_false(handler_find(&h, &s, &type, &err));
    assert_string_equal(type, "Runtime.HandlerNotFound");
    assert_non_null(strstr(err.text, "/etc/passwd"));
    s.task_root = "/nonexistent";
    assert_false(handler_find(&h, &s, &type, &err));
    assert_non_null(strstr(err.text, "/nonexistent"));
}

/* A path without any slash is one in the current folder. */
static void a_bridge_may_be_named_without_a_folder(void **state)
{
    struct settings s = {
        .handler = "", .flags = "", .path = "", .bridge = "runtime.js"};
    struct error err = ERROR_NONE;
    struct handler h;
    const char *type = NULL;
    char back[PATH_MAX];

    (void)state;
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(top), 0);
    put("runtime.js", 0600);
    bool found = handler_find(&h, &s, &type, &err);
    assert_int_equal(chdir(back), 0);
    assert_false(found);
    assert_string_equal(type, "Runtime.HandlerNotFound");
}

#define TREE(test)                                                             \
    cmocka_unit_test_setup_teardown(test, raise_tree, strike_tree)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE(names_mean_executables_or_modules),
        TREE(an_absolute_name_may_be_anywhere),
        TREE(a_modules_extensions_are_tried_in_order),
        TREE(a_file_of_that_very_name_goes_before_a_module),
        TREE(bad_names_are_refused_with_type_and_reason),
        TREE(too_long_names_are_malformed),
        TREE(an_unset_handler_is_the_bundle_else_the_layers_own),
        TREE(a_task_root_that_is_no_folder_is_named),
        TREE(a_bridge_may_be_named_without_a_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
