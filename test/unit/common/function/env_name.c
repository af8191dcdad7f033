/* common/function/env_name - names that dayfly.json may set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "common/function/env_name.h"

static void a_name_has_letters_digits_and_underscores(void **state)
{
    static const char *const valid[] = {"A", "a1", "_", "A_B_2", "z9_"};
    static const char *const invalid[] = {"",    "1A",  "A-B",
                                          "A=B", "A B", "\xc3\xa4"};

    (void)state;
    for (size_t i = 0; i < COUNT(valid); i++)
        assert_true(env_name_is_valid(valid[i]));
    for (size_t i = 0; i < COUNT(invalid); i++)
        assert_false(env_name_is_valid(invalid[i]));
}

static void names_that_the_platform_sets_are_reserved(void **state)
{
    static const char *const reserved[] = {
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "LAMBDA_TASK_ROOT",
        "LAMBDA_RUNTIME_DIR",
    };
    static const char *const free_names[] = {
        "AWS_LAMBDA_LOG_FORMAT",
        "AWS_LAMBDA_LOG_LEVEL",
        "AWS_LAMBDA_EXEC_WRAPPER",
        "AWS_ACCESS_KEY_ID",
        "DAYFLY_OUTPUT",
        "LAMBDA_TASK_ROOTS",
        "TABLE",
        "",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(reserved); i++)
        assert_true(env_name_is_reserved(reserved[i]));
    for (size_t i = 0; i < COUNT(free_names); i++)
        assert_false(env_name_is_reserved(free_names[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_has_letters_digits_and_underscores),
        cmocka_unit_test(names_that_the_platform_sets_are_reserved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
