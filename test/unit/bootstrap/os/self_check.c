/* bootstrap/os/self_check - changes of the process are detected and named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/os/self_check.h"

static void without_a_change_the_check_passes(void **state)
{
    struct self_state self;
    struct error err = ERROR_NONE;

    (void)state;
    self_state_save(&self);
    assert_true(self_state_check(&self, &err));
    assert_string_equal(err.text, "");
}

static void each_change_is_named_in_the_error(void **state)
{
    static const struct {
        int resource;
        const char *name;
    } rows[] = {
        {RLIMIT_NOFILE, "RLIMIT_NOFILE"}, {RLIMIT_CPU, "RLIMIT_CPU"},
        {RLIMIT_FSIZE, "RLIMIT_FSIZE"},   {RLIMIT_DATA, "RLIMIT_DATA"},
        {RLIMIT_STACK, "RLIMIT_STACK"},   {RLIMIT_AS, "RLIMIT_AS"},
        {RLIMIT_NPROC, "RLIMIT_NPROC"},   {RLIMIT_CORE, "RLIMIT_CORE"},
    };
    struct self_state self;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        struct rlimit before;
        struct rlimit after;
        __rlimit_resource_t which = (__rlimit_resource_t)rows[i].resource;
        assert_int_equal(getrlimit(which, &before), 0);
        self_state_save(&self);
        after = before;
        after.rlim_cur =
            before.rlim_cur == RLIM_INFINITY ? 1UL << 40 : before.rlim_cur / 2;
        if (before.rlim_cur == 0 && before.rlim_max > 0)
            after.rlim_cur = 1;
        assert_int_equal(setrlimit(which, &after), 0);
        bool sound = self_state_check(&self, &err);
        assert_int_equal(setrlimit(which, &before), 0);
        assert_false(sound);
        assert_non_null(strstr(err.text, rows[i].name));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_change_the_check_passes),
        cmocka_unit_test(each_change_is_named_in_the_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
