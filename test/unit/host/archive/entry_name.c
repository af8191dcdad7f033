/* host/archive/entry_name, name_set - which names of a zip file are kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/archive/entry_name.h"
#include "host/archive/name_set.h"

static void a_name_is_a_path_below_the_folder(void **state)
{
    static const char *const good[] = {"a",     "a/b",       "..a", "a..",
                                       "a/...", ".hidden/x", "a b", "\xc3\xa9"};
    static const char *const bad[] = {"",     "/a",     "..", "../a",
                                      "a/..", "a/../b", ".",  "a/./b",
                                      "a//b", "a\\b",   "a/", "..\\a"};
    char part[ENTRY_PART_MAX + 2];

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_null(entry_name_fault(good[i]));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_non_null(entry_name_fault(bad[i]));
    memset(part, 'x', sizeof part);
    part[ENTRY_PART_MAX] = '\0';
    assert_null(entry_name_fault(part));
    part[ENTRY_PART_MAX] = 'x';
    part[ENTRY_PART_MAX + 1] = '\0';
    assert_non_null(entry_name_fault(part));
}

static void a_link_stays_if_no_step_of_its_target_leaves(void **state)
{
    static const struct {
        const char *name;
        const char *target;
        bool stays;
    } rows[] = {
        {"l", "a", true},
        {"l", "a/../b", true},
        {"l", ".", true},
        {"l", "..", false},
        {"l", "../a", false},
        {"l", "a/../../b", false},
        {"d/l", "..", true},
        {"d/l", "../..", false},
        {"d/l", "../../d/l", false},
        {"d/e/l", "../../a", true},
        {"l", "/etc", false},
        {"l", "", false},
        {"d/l", ".././..", false},
        {"d/l", "..//a", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(entry_link_stays(rows[i].name, rows[i].target),
                         rows[i].stays);
}

static void names_that_differ_by_case_are_the_same(void **state)
{
    struct name_set set = {.count = 0};
    char name[32];

    (void)state;
    assert_true(name_set_add(&set, "a/B"));
    assert_false(name_set_add(&set, "A/b"));
    assert_true(name_set_add(&set, "a/Bb"));
    /* It grows. */
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(name, sizeof name, "n%d", i);
        assert_true(name_set_add(&set, name));
    }
    for (int i = 0; i < 3000; i++) {
        (void)snprintf(name, sizeof name, "N%d", i);
        assert_false(name_set_add(&set, name));
    }
    name_set_clear(&set);
    assert_true(name_set_add(&set, "a/B"));
    name_set_clear(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_a_path_below_the_folder),
        cmocka_unit_test(a_link_stays_if_no_step_of_its_target_leaves),
        cmocka_unit_test(names_that_differ_by_case_are_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
