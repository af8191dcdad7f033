#include "host/groups/runtime_group.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_weight_is_in_proportion_to_memory(void **state)
{
    (void)state;
    assert_int_equal(runtime_group_weight(1769, 1024, 2, 262144), 1024);
    assert_int_equal(runtime_group_weight(3538, 1024, 2, 262144), 2048);
    assert_int_equal(runtime_group_weight(128, 100, 1, 10000), 7);
    assert_int_equal(runtime_group_weight(1, 100, 1, 10000), 1);
    assert_int_equal(runtime_group_weight(1L << 30, 100, 1, 10000), 10000);
}

/* A step of the nice value is 1.25 times as much. */
static void the_nice_value_is_by_memory(void **state)
{
    (void)state;
    assert_int_equal(runtime_group_nice(10240), 0);
    assert_int_equal(runtime_group_nice(1769), 0);
    assert_int_equal(runtime_group_nice(1415), 1);
    assert_int_equal(runtime_group_nice(885), 3);
    assert_int_equal(runtime_group_nice(128), 12);
    assert_int_equal(runtime_group_nice(1), 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_weight_is_in_proportion_to_memory),
        cmocka_unit_test(the_nice_value_is_by_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
