#include "host/catalog/function_users.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/compiler.h"

static struct catalog_entry entry_of(const char *document)
{
    return (struct catalog_entry){.document = json_loads(document, 0, NULL)};
}

static void each_function_has_its_own_and_none_is_given_again(void **state)
{
    struct catalog_entry first = entry_of("{\"user\": 1685680130}");
    struct catalog_entry second = entry_of("{}");
    struct catalog_entry third = entry_of("{\"user\": 0}");
    struct catalog_entry *entries[] = {&first, &second, &third};
    struct catalog catalog = {.entries = entries, .count = COUNT(entries)};

    (void)state;
    assert_int_equal(function_users_of(&catalog, &second), 1685680131);
    assert_int_equal(function_users_of(&catalog, &first), 1685680130);
    assert_int_equal(function_users_of(&catalog, &second), 1685680131);
    catalog.entries = &entries[2];
    catalog.count = 1; /* the others were removed */
    assert_int_equal(function_users_of(&catalog, &third), 1685680132);
    for (size_t i = 0; i < COUNT(entries); i++)
        json_decref(entries[i]->document);
}

static void there_is_no_other_after_the_last(void **state)
{
    struct catalog_entry last = entry_of("{\"user\": 1879048191}");
    struct catalog_entry more = entry_of("{}");
    struct catalog_entry *entries[] = {&last, &more};
    struct catalog catalog = {.entries = entries, .count = COUNT(entries)};

    (void)state;
    assert_int_equal(function_users_of(&catalog, &last), FUNCTION_USERS_MOST);
    assert_int_equal(function_users_of(&catalog, &more), 0);
    json_decref(last.document);
    json_decref(more.document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_function_has_its_own_and_none_is_given_again),
        cmocka_unit_test(there_is_no_other_after_the_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
