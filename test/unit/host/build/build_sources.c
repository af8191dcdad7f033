/* host/build/build_sources - which files a function is made from, and when
 * they have changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <time.h>

#include "common/clock.h"
#include "host/build/build_sources.h"
#include "test/unit/support/temp_tree.h"

/* Until a file gets another time than before. */
static void wait_a_tick(void)
{
    const struct timespec ms = {.tv_nsec = 1000000};
    int64_t now_us = clock_stamp_us();

    while (clock_stamp_us() == now_us)
        (void)nanosleep(&ms, NULL);
}

static struct function make(json_t *build, const char *handler)
{
    struct function fn = {.folder = tree_root};

    fn.manifest.build = build;
    (void)snprintf(fn.manifest.handler, sizeof fn.manifest.handler, "%s",
                   handler);
    return fn;
}

static int set_up(void **state)
{
    (void)state;
    tree_make();
    tree_add_folder("src");
    tree_add_folder("dist");
    tree_add_folder("node_modules");
    tree_write("src/index.ts", "1", 1);
    tree_write("index.ts", "1", 1);
    wait_a_tick();
    return 0;
}

/* False: the file is a part of the output, or passed over. */
static bool is_source(const struct function *fn, const char *name)
{
    struct build_sources before;
    struct build_sources after;

    build_sources_read(&before, fn, 0);
    tree_write(name, "2", 1);
    build_sources_read(&after, fn, 0);
    wait_a_tick();
    return before.all != after.all;
}

static void the_output_and_what_is_hidden_are_no_sources(void **state)
{
    static const struct {
        const char *handler;
        const char *name;
        bool is_source;
    } rows[] = {
        {"", "index.ts", true},
        {"", "src/index.ts", true},
        {"", "dist/index.mjs", true},
        {"", "src/index.mjs", true},
        {"", "index.mjs", false},
        {"", "index.mjs.map", false},
        {"", "index.html", true},
        {"", "indexes.js", true},
        {"", "bootstrap", false},
        {"", ".env", false},
        {"", "node_modules/a.js", false},
        {"dist/index.handler", "dist/index.mjs", false},
        {"dist/index.handler", "dist/other.txt", false},
        {"dist/index.handler", "index.mjs", true},
        {"main", "main", false},
        {"main", "main.c", true},
    };
    json_t *build = json_string("make");

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct function fn = make(build, rows[i].handler);
        if (is_source(&fn, rows[i].name) != rows[i].is_source)
            fail_msg("\"%s\": %s", rows[i].handler, rows[i].name);
    }
    struct function fn = make(NULL, "");
    assert_true(is_source(&fn, "index.mjs"));
    json_decref(build);
}

static void what_changes_during_the_build_is_told_apart(void **state)
{
    json_t *build = json_string("make");
    struct function fn = make(build, "dist/index.handler");
    struct build_sources begun;
    struct build_sources now;

    (void)state;
    build_sources_read(&begun, &fn, 0);
    assert_int_equal(begun.output_us, 0);
    int64_t begun_us = clock_stamp_us();
    wait_a_tick();
    tree_write("dist/index.mjs", "1", 1);
    tree_write("made.txt", "1", 1);
    build_sources_read(&now, &fn, begun_us);
    assert_true(now.output_us > now.newest_us - 1);
    assert_string_equal(now.changed, "made.txt");
    assert_true(now.all != begun.all);
    assert_true(now.kept == begun.all);
    tree_write("src/index.ts", "3", 1);
    build_sources_read(&now, &fn, begun_us);
    assert_true(now.kept != begun.all);
    json_decref(build);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_output_and_what_is_hidden_are_no_sources, set_up,
            tree_tear_down),
        cmocka_unit_test_setup_teardown(
            what_changes_during_the_build_is_told_apart, set_up,
            tree_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
