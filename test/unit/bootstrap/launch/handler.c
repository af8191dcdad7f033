/* bootstrap/launch/handler - the program that a handler's name stands for, in a
 * real folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/launch/handler.h"
#include "common/function/default_handlers.h"
#include "test/unit/support/temp_tree.h"

/* The tree: fn/ (the function), bridge/runtime.js, bin/node and bin/python3. */
static int set_up(void **state)
{
    static const char *const folders[] = {"fn", "fn/sub", "fn/folder", "bridge",
                                          "bin"};

    (void)state;
    tree_make();
    for (size_t i = 0; i < COUNT(folders); i++)
        tree_add_folder(folders[i]);
    tree_add("bridge/runtime.js", 0600);
    tree_add("bin/node", 0700);
    tree_add("fn/program", 0700);
    tree_add("fn/a..b", 0700);
    tree_add("fn/data", 0600);
    tree_add("fn/index.js", 0600);
    tree_add("fn/sub/app.mjs", 0600);
    tree_add("bin/python3", 0700);
    tree_add("fn/snake.py", 0600);
    tree_add("fn/sub/snake.py", 0600);
    tree_add("fn/tool.py", 0700);
    return 0;
}

/* NULL: found; otherwise the error's type. */
static const char *find_by(struct handler *h, const char *name,
                           const char *interpreter, struct error *err)
{
    struct settings s = {
        .handler = name, .flags = "", .interpreter = interpreter};
    const char *type = NULL;
    char root[PATH_MAX];
    char bridge[PATH_MAX];
    char path[PATH_MAX];

    tree_path(root, "fn");
    tree_path(bridge, "bridge/runtime.js");
    tree_path(path, "bin");
    s.task_root = root;
    s.bridge = bridge;
    s.path = path;
    return handler_find(h, &s, &type, err) ? NULL : type;
}

static const char *find(struct handler *h, const char *name, struct error *err)
{
    return find_by(h, name, NULL, err);
}

static void assert_file(const struct handler *h, const char *name)
{
    assert_memory_equal(h->file, tree_root, strlen(tree_root));
    assert_string_equal(h->file + strlen(tree_root), name);
}

static void a_name_stands_for_an_executable_or_a_module(void **state)
{
    static const struct {
        const char *name;
        const char *file;
        const char *export; /* NULL: an executable */
    } rows[] = {
        {"program", "/fn/program", NULL},
        {"./program", "/fn/./program", NULL},
        {"a..b", "/fn/a..b", NULL}, /* '..' is only part of a name */
        {"index.handler", "/fn/index.js", "handler"},
        {"index.a.b.c", "/fn/index.js", "a.b.c"},
        {"sub/app.run", "/fn/sub/app.mjs", "run"},
        {"./sub/app.run", "/fn/sub/app.mjs", "run"},
        {"index.js", "/fn/index.js", "handler"},
        {"sub/app.mjs", "/fn/sub/app.mjs", "handler"},
        {"snake.lambda_handler", "/fn/snake.py", "lambda_handler"},
        {"sub.snake.run", "/fn/sub/snake.py", "run"}, /* Python's form */
        {"tool.py", "/fn/tool.py", NULL},             /* an executable */
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

static void an_absolute_name_may_be_outside_the_functions_folder(void **state)
{
    struct error err = ERROR_NONE;
    struct handler h;
    char name[PATH_MAX];

    (void)state;
    tree_path(name, "bin/node");
    assert_null(find(&h, name, &err));
    assert_false(h.bridged);
    assert_string_equal(h.file, name);
}

static void the_extensions_of_a_module_have_an_order(void **state)
{
    static const char *const rows[] = {"fn/m.js", "fn/m.mjs", "fn/m.cjs",
                                       "fn/m.ts", "fn/m.mts"};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        tree_add(rows[i], 0600);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        struct handler h;
        assert_null(find(&h, "m.handler", &err));
        assert_string_equal(h.file + strlen(tree_root) + 1, rows[i]);
        tree_remove(rows[i]);
    }
}

static void of_several_modules_the_given_interpreter_runs_one(void **state)
{
    struct error err = ERROR_NONE;
    struct handler h;

    (void)state;
    tree_add("fn/m.js", 0600);
    tree_add("fn/m.py", 0600);
    assert_null(find_by(&h, "m.run", "node", &err));
    assert_file(&h, "/fn/m.js");
    (void)find_by(&h, "m.run", "python3", &err);
    assert_file(&h, "/fn/m.py");
}

static void a_file_of_the_whole_name_precedes_a_module(void **state)
{
    struct error err = ERROR_NONE;
    struct handler h;

    (void)state;
    tree_add("fn/index.handler", 0700);
    assert_null(find(&h, "index.handler", &err));
    assert_false(h.bridged);
    assert_file(&h, "/fn/index.handler");
}

static void a_bad_name_is_an_error_with_type_and_reason(void **state)
{
    static const struct {
        const char *name;
        const char *type;
        const char *reason; /* part of the error's text */
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
        assert_non_null(strstr(err.text, rows[i].reason));
    }
}

static void a_name_that_is_too_long_is_malformed(void **state)
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

static void
without_a_handler_the_functions_bundle_precedes_the_layers(void **state)
{
    struct error err = ERROR_NONE;
    struct handler h;

    (void)state;
    assert_string_equal(find(&h, "", &err), "Runtime.HandlerNotFound");
    tree_add("bridge/function.bundle.js", 0600);
    assert_null(find(&h, "", &err));
    assert_file(&h, "/bridge/function.bundle.js");
    tree_add("fn/function.bundle.js", 0600);
    assert_null(find(&h, "", &err));
    assert_file(&h, "/fn/function.bundle.js");
    assert_string_equal(h.export, "handler");
    assert_true(h.bridged);
}

/* The host gives the name, the bootstrap finds the file. */
static void each_default_handler_is_found_in_its_file(void **state)
{
    (void)state;
    tree_remove("fn/index.js");
    for (const struct default_handler *d = default_handlers; d->file; d++) {
        struct error err = ERROR_NONE;
        struct handler h;
        char name[NAME_MAX];
        (void)snprintf(name, sizeof name, "fn/%s", d->file);
        tree_add(name, 0600);
        assert_null(find(&h, d->handler, &err));
        assert_true(h.bridged);
        assert_string_equal(h.file + strlen(tree_root) + 1, name);
        tree_remove(name);
    }
}

static void an_error_names_a_task_root_that_is_not_a_folder(void **state)
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

/* Such a path is relative to the current folder. */
static void the_path_of_a_bridge_may_have_no_slash(void **state)
{
    struct settings s = {
        .handler = "", .flags = "", .path = "", .bridge = "runtime.js"};
    struct error err = ERROR_NONE;
    struct handler h;
    const char *type = NULL;
    char back[PATH_MAX];

    (void)state;
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(tree_root), 0);
    tree_add("runtime.js", 0600);
    bool found = handler_find(&h, &s, &type, &err);
    assert_int_equal(chdir(back), 0);
    assert_false(found);
    assert_string_equal(type, "Runtime.HandlerNotFound");
}

#define TREE(test) cmocka_unit_test_setup_teardown(test, set_up, tree_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE(a_name_stands_for_an_executable_or_a_module),
        TREE(an_absolute_name_may_be_outside_the_functions_folder),
        TREE(the_extensions_of_a_module_have_an_order),
        TREE(of_several_modules_the_given_interpreter_runs_one),
        TREE(a_file_of_the_whole_name_precedes_a_module),
        TREE(a_bad_name_is_an_error_with_type_and_reason),
        TREE(a_name_that_is_too_long_is_malformed),
        TREE(without_a_handler_the_functions_bundle_precedes_the_layers),
        TREE(each_default_handler_is_found_in_its_file),
        TREE(an_error_names_a_task_root_that_is_not_a_folder),
        TREE(the_path_of_a_bridge_may_have_no_slash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
