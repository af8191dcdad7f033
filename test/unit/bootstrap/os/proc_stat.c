/* bootstrap/os/proc_stat - fields are found whatever the name of the process.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bootstrap/os/proc_stat.h"
#include "common/compiler.h"

static void the_process_name_does_not_shift_the_fields(void **state)
{
    static const char *const names[] = {"plain", ") Z 1 2 3", "a (b",
                                        "(",     ")",         "))) )"};
    enum { PARENT = 1, GROUP = 2 };
    char text[PROC_STAT_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(prctl(PR_SET_NAME, names[i]), 0);
        proc_stat_read(getpid(), text);
        assert_int_equal(*proc_stat_field(text, PROC_STAT_STATE), 'R');
        assert_int_equal(strtol(proc_stat_field(text, PARENT), NULL, 10),
                         getppid());
        assert_int_equal(strtol(proc_stat_field(text, GROUP), NULL, 10),
                         getpgrp());
        assert_true(
            strtoll(proc_stat_field(text, PROC_STAT_START_TIME), NULL, 10) > 0);
        assert_string_equal(proc_stat_field(text, 1000), "");
    }
}

static void a_process_that_does_not_exist_has_no_fields(void **state)
{
    char text[PROC_STAT_SIZE];

    (void)state;
    proc_stat_read(0, text);
    assert_string_equal(proc_stat_field(text, PROC_STAT_STATE), "");
    assert_string_equal(proc_stat_field(text, PROC_STAT_START_TIME), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_process_name_does_not_shift_the_fields),
        cmocka_unit_test(a_process_that_does_not_exist_has_no_fields),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
