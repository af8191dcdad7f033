/* bootstrap/launch/engines - each interpreter's row is complete, and the ranks
 * decide between the interpreters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/launch/engine_bun.h"
#include "bootstrap/launch/engine_deno.h"
#include "bootstrap/launch/engine_node.h"
#include "bootstrap/launch/engine_python.h"
#include "bootstrap/launch/engine_qjs.h"
#include "bootstrap/launch/engines.h"
#include "common/function/code_files.h"

static void each_row_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; engines[i]; i++) {
        const struct engine *e = engines[i];
        assert_int_equal(strncmp(e->executable, e->name, strlen(e->name)), 0);
        assert_non_null(e->bridge);
        assert_non_null(e->modules[0].extension);
        assert_true(e->minimum.memory_mb > 0 && e->minimum.data_mb > 0);
        assert_true(e->minimum.processes > 0 && e->minimum.files > 0);
        for (size_t k = 0; e->variables[k]; k++)
            assert_non_null(strchr(e->variables[k], '='));
        for (size_t k = 0; e->modules[k].extension; k++) {
            char module[64];
            (void)snprintf(module, sizeof module, "index.%s",
                           e->modules[k].extension);
            assert_true(code_files_has(module));
        }
    }
}

/* Otherwise the name of an executable could match two rows. */
static void no_name_begins_with_another(void **state)
{
    (void)state;
    for (size_t i = 0; engines[i]; i++)
        for (size_t k = 0; engines[k]; k++)
            if (i != k)
                assert_int_not_equal(strncmp(engines[i]->name, engines[k]->name,
                                             strlen(engines[i]->name)),
                                     0);
}

static size_t count_with(const char *module, int rank)
{
    size_t count = 0;

    for (size_t i = 0; engines[i]; i++)
        count += engine_rank(engines[i], module) == rank;
    return count;
}

/* The search for an interpreter stops at the first rank that is free. */
static void the_ranks_of_an_extension_are_1_to_n(void **state)
{
    (void)state;
    for (size_t i = 0; engines[i]; i++)
        for (size_t k = 0; engines[i]->modules[k].extension; k++) {
            char module[64];
            (void)snprintf(module, sizeof module, "m.%s",
                           engines[i]->modules[k].extension);
            for (int rank = 1; rank <= engines[i]->modules[k].rank; rank++)
                assert_int_equal(count_with(module, rank), 1);
        }
}

static void the_extension_decides_the_rank(void **state)
{
    static const struct {
        const char *module;
        int node, deno, bun, qjs, python;
    } rows[] = {
        {"/f/index.js", 1, 2, 3, 4, 0},   {"/f/index.cjs", 1, 2, 3, 4, 0},
        {"/f/index.mjs", 1, 2, 3, 4, 0},  {"/f/index.ts", 3, 1, 2, 0, 0},
        {"/f/index.mts", 3, 1, 2, 0, 0},  {"/f/app.py", 0, 0, 0, 0, 1},
        {"/f.js/program", 0, 0, 0, 0, 0}, {"index", 0, 0, 0, 0, 0},
        {"index.json", 0, 0, 0, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *module = rows[i].module;
        assert_int_equal(engine_rank(&engine_node, module), rows[i].node);
        assert_int_equal(engine_rank(&engine_deno, module), rows[i].deno);
        assert_int_equal(engine_rank(&engine_bun, module), rows[i].bun);
        assert_int_equal(engine_rank(&engine_qjs, module), rows[i].qjs);
        assert_int_equal(engine_rank(&engine_python, module), rows[i].python);
    }
}

static void a_permission_is_enforced_from_a_version_on(void **state)
{
    static const struct {
        const struct engine *engine;
        unsigned version;
        enum permission permission;
        bool enforced;
    } rows[] = {
        {&engine_deno, 0, PERMISSION_SYS, true},
        {&engine_node, 0, PERMISSION_READ, false},
        {&engine_node, 1999, PERMISSION_READ, false},
        {&engine_node, 2000, PERMISSION_READ, true},
        {&engine_node, 2000, PERMISSION_FFI, false},
        {&engine_node, 2012, PERMISSION_FFI, true},
        {&engine_node, 2499, PERMISSION_NET, false},
        {&engine_node, 2500, PERMISSION_NET, true},
        {&engine_node, 9900, PERMISSION_ENV, false},
        {&engine_bun, 9900, PERMISSION_READ, false},
        {&engine_python, 9900, PERMISSION_READ, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(engine_enforces(rows[i].engine, rows[i].version,
                                         rows[i].permission),
                         rows[i].enforced);
    assert_true(engine_needs_version(&engine_node));
    assert_false(engine_needs_version(&engine_deno));
    assert_false(engine_needs_version(&engine_python));
}

static void
only_tested_versions_are_copied_without_being_asked_for(void **state)
{
    static const struct engine some = {.copied_versions = {"x/1.", "x/20.11."}};
    static const struct {
        const char *version;
        bool copied;
    } rows[] = {
        {"x/1.0", true},     {"x/1.", true},   {"x/10.0", false},
        {"x/20.11.1", true}, {"x/20", false},  {"x/20.110", false},
        {"", false},         {"y/1.0", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(engine_copies(&some, rows[i].version), rows[i].copied);
    assert_true(engine_copies(&engine_python, "python/3.11"));
    assert_false(engine_copies(&engine_python, ""));
    assert_false(engine_copies(&engine_qjs, "qjs/1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_complete),
        cmocka_unit_test(no_name_begins_with_another),
        cmocka_unit_test(the_ranks_of_an_extension_are_1_to_n),
        cmocka_unit_test(the_extension_decides_the_rank),
        cmocka_unit_test(a_permission_is_enforced_from_a_version_on),
        cmocka_unit_test(
            only_tested_versions_are_copied_without_being_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
