/* host/runtime/extensions - registration, look-up, and which request is allowed
 * in which state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/runtime/extensions.h"

static void a_name_is_registered_once_and_ten_names_at_most(void **state)
{
    struct extensions e = {.count = 0};
    struct extension *x;
    char name[16];

    (void)state;
    for (int i = 0; i < EXTENSIONS_MAX; i++) {
        (void)snprintf(name, sizeof name, "e%d", i);
        assert_int_equal(extensions_add(&e, name, &x), EXTENSION_ADDED);
        assert_string_equal(x->name, name);
        assert_true(uuid_is_valid(x->id));
        assert_ptr_equal(extensions_find(&e, x->id), x);
        assert_int_equal(extensions_add(&e, name, &x), EXTENSION_DUPLICATE);
    }
    assert_int_equal(extensions_add(&e, "more", &x), EXTENSION_TOO_MANY);
    assert_int_equal(e.count, EXTENSIONS_MAX);
}

static void an_empty_or_too_long_name_is_refused(void **state)
{
    struct extensions e = {.count = 0};
    struct extension *x;
    char name[EXTENSION_NAME_SIZE + 1];

    (void)state;
    assert_int_equal(extensions_add(&e, "", &x), EXTENSION_BAD_NAME);
    memset(name, 'x', sizeof name);
    name[EXTENSION_NAME_SIZE] = '\0';
    assert_int_equal(extensions_add(&e, name, &x), EXTENSION_BAD_NAME);
    name[EXTENSION_NAME_SIZE - 1] = '\0';
    assert_int_equal(extensions_add(&e, name, &x), EXTENSION_ADDED);
}

static void an_unknown_id_is_not_found(void **state)
{
    struct extensions e = {.count = 0};
    struct extension *x;

    (void)state;
    assert_null(extensions_find(NULL, "a"));
    assert_null(extensions_find(&e, ""));
    assert_int_equal(extensions_add(&e, "one", &x), EXTENSION_ADDED);
    assert_null(extensions_find(&e, ""));
    assert_null(extensions_find(&e, "one"));
}

static void each_state_allows_certain_steps(void **state)
{
    static const struct {
        enum extension_state from;
        enum extension_step step;
        bool allowed;
        enum extension_state to;
    } rows[] = {
        {EXTENSION_REGISTERED, EXTENSION_NEXT, true, EXTENSION_READY},
        {EXTENSION_READY, EXTENSION_NEXT, false, EXTENSION_READY},
        {EXTENSION_RUNNING, EXTENSION_NEXT, true, EXTENSION_READY},
        {EXTENSION_INIT_ERROR, EXTENSION_NEXT, false, EXTENSION_INIT_ERROR},
        {EXTENSION_EXIT_ERROR, EXTENSION_NEXT, false, EXTENSION_EXIT_ERROR},
        {EXTENSION_REGISTERED, EXTENSION_FAIL_INIT, true, EXTENSION_INIT_ERROR},
        {EXTENSION_READY, EXTENSION_FAIL_INIT, false, EXTENSION_READY},
        {EXTENSION_RUNNING, EXTENSION_FAIL_INIT, false, EXTENSION_RUNNING},
        {EXTENSION_INIT_ERROR, EXTENSION_FAIL_INIT, false,
         EXTENSION_INIT_ERROR},
        {EXTENSION_REGISTERED, EXTENSION_FAIL_EXIT, true, EXTENSION_EXIT_ERROR},
        {EXTENSION_READY, EXTENSION_FAIL_EXIT, true, EXTENSION_EXIT_ERROR},
        {EXTENSION_RUNNING, EXTENSION_FAIL_EXIT, true, EXTENSION_EXIT_ERROR},
        {EXTENSION_EXIT_ERROR, EXTENSION_FAIL_EXIT, true, EXTENSION_EXIT_ERROR},
        {EXTENSION_INIT_ERROR, EXTENSION_FAIL_EXIT, false,
         EXTENSION_INIT_ERROR},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum extension_state now = rows[i].from;
        assert_int_equal(extension_step(&now, rows[i].step), rows[i].allowed);
        assert_int_equal(now, rows[i].to);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_registered_once_and_ten_names_at_most),
        cmocka_unit_test(an_empty_or_too_long_name_is_refused),
        cmocka_unit_test(an_unknown_id_is_not_found),
        cmocka_unit_test(each_state_allows_certain_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
