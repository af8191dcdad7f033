#include "host/groups/control_group.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void the_group_around_it_is_found_up_to_the_top(void **state)
{
    char path[CONTROL_GROUP_PATH] = "/sys/fs/cgroup/system.slice/d.service";

    (void)state;
    assert_false(control_group_is_top(path));
    control_group_around(path);
    assert_string_equal(path, "/sys/fs/cgroup/system.slice");
    assert_false(control_group_is_top(path));
    control_group_around(path);
    assert_string_equal(path, "/sys/fs/cgroup");
    assert_true(control_group_is_top(path));
    control_group_around(path);
    assert_string_equal(path, "/sys/fs/cgroup");
}

static void the_topmost_one_may_end_with_a_slash(void **state)
{
    char path[CONTROL_GROUP_PATH] = "/sys/fs/cgroup/";

    (void)state;
    assert_true(control_group_is_top(path));
    assert_true(control_group_within(path, "a"));
    assert_string_equal(path, "/sys/fs/cgroup/a");
    assert_true(control_group_within(path, "b"));
    assert_string_equal(path, "/sys/fs/cgroup/a/b");
}

static void a_path_that_is_too_long_is_refused(void **state)
{
    char path[CONTROL_GROUP_PATH];

    (void)state;
    memset(path, 'x', sizeof path);
    path[0] = '/';
    path[sizeof path - 3] = '\0';
    assert_true(control_group_within(path, ""));
    assert_false(control_group_within(path, "yz"));
}

static void the_name_of_a_group_is_its_last_part(void **state)
{
    (void)state;
    assert_true(control_group_is_named("/sys/fs/cgroup/cpu/host.dayfly",
                                       "host.dayfly"));
    assert_false(
        control_group_is_named("/sys/fs/cgroup/host.dayfly/x", "host.dayfly"));
    assert_false(control_group_is_named("/sys/fs/cgroup/", "host.dayfly"));
    assert_false(
        control_group_is_named("/sys/fs/cgroup/a-host.dayfly", "host.dayfly"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_group_around_it_is_found_up_to_the_top),
        cmocka_unit_test(the_topmost_one_may_end_with_a_slash),
        cmocka_unit_test(the_name_of_a_group_is_its_last_part),
        cmocka_unit_test(a_path_that_is_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
