/* host/functions/env_file - a file of variables, as docker and dotenv have it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/functions/env_file.h"

static void gives(const char *text, const char *name, const char *value)
{
    AUTO(struct env_list, env_list_clear) list = {.count = 0};
    struct error err = ERROR_NONE;

    if (!env_file_parse(&list, "f", text, strlen(text), &err))
        fail_msg("%s", err.text);
    const char *got = env_list_get(&list, name);
    if (value)
        assert_string_equal(got ? got : "(not set)", value);
    else
        assert_null(got);
}

static void fails(const char *text, size_t size, const char *message)
{
    AUTO(struct env_list, env_list_clear) list = {.count = 0};
    struct error err = ERROR_NONE;

    assert_false(env_file_parse(&list, "f", text, size, &err));
    if (strncmp(err.text, message, strlen(message)) != 0)
        fail_msg("%s", err.text);
}

static void a_plain_value_ends_at_a_comment_or_the_line(void **state)
{
    (void)state;
    gives("A=b", "A", "b");
    gives("A=b\r\n", "A", "b");
    gives("  export  A = b c \t# d\n", "A", "b c");
    gives("A=b#c\n", "A", "b#c");
    gives("A= #c\n", "A", "");
    gives("A=\nB=c\n", "A", "");
    gives("A=\nB=c\n", "B", "c");
    gives("\n#A=1\n \t# B\n\r\nC=2", "A", NULL);
    gives("A=x=\"y\" 'z'\n", "A", "x=\"y\" 'z'");
    gives("A=${B} $C $(d) `e` \\n\n", "A", "${B} $C $(d) `e` \\n");
    gives("A=1\nA=2\n", "A", "2");
    gives(
        "\xef\xbb\xbf"
        "A=1\n",
        "A", "1");
    gives("exported=1\n", "exported", "1");
    gives("export=1\n", "export", "1");
}

static void quotes_keep_what_is_in_them(void **state)
{
    (void)state;
    gives("A=' b # c \\n$D '", "A", " b # c \\n$D ");
    gives("A=\" b # c \" # d\n", "A", " b # c ");
    gives("A=\"\\n\\t\\r\\\"\\\\\\$\\x\"", "A", "\n\t\r\"\\$\\x");
    gives("A=\"1\n2\"\nB=3", "A", "1\n2");
    gives("A=\"1\n2\"\nB=3", "B", "3");
    gives("A=''\n", "A", "");
    gives("A=\"$B\"\n", "A", "$B");
}

static void a_name_alone_takes_the_value_of_the_environment(void **state)
{
    (void)state;
    assert_int_equal(setenv("DAYFLY_OF_TEST", "x", 1), 0);
    gives("DAYFLY_OF_TEST\n", "DAYFLY_OF_TEST", "x");
    gives("DAYFLY_OF_TEST # c\n", "DAYFLY_OF_TEST", "x");
    assert_int_equal(unsetenv("DAYFLY_OF_TEST"), 0);
    gives("DAYFLY_OF_TEST\nB=1", "DAYFLY_OF_TEST", NULL);
}

static void an_error_names_file_line_and_reason(void **state)
{
    static const char nul[] = "A=1\nB=\0";

    (void)state;
#define FAILS(text, message) fails(text, strlen(text), message)
    FAILS("\n\n=b", "f:3: the name of the variable is missing");
    FAILS("A=1\nhello world\n", "f:2: the line is neither NAME=VALUE nor");
    FAILS("1A=b", "f:1: \"1A\" is not the name of a variable");
    FAILS("A-B=b", "f:1: \"A-B\" is not the name of a variable");
    FAILS("A=\"1\n2\n3", "f:1: the quote of the value is not closed");
    FAILS("A='1\n2' x", "f:2: after the closing quote");
    FAILS("A='1'\n_HANDLER=x", "f:2: _HANDLER cannot be set");
    FAILS("AWS_LAMBDA_RUNTIME_API=x", "f:1: AWS_LAMBDA_RUNTIME_API cannot be");
    FAILS("LAMBDA_TASK_ROOT=x", "f:1: LAMBDA_TASK_ROOT cannot be set");
    fails(nul, sizeof nul - 1, "f:2: there is a NUL byte");
}

static void the_region_and_credentials_may_be_set(void **state)
{
    (void)state;
    gives("AWS_REGION=eu-central-1", "AWS_REGION", "eu-central-1");
    gives("AWS_ACCESS_KEY_ID=a", "AWS_ACCESS_KEY_ID", "a");
    gives("AWS_PROFILE=p", "AWS_PROFILE", "p");
}

static void there_is_a_limit_for_the_number_of_variables(void **state)
{
    AUTO(struct buf, buf_free) text = BUF(ENV_FILE_MAX_BYTES);

    (void)state;
    for (int i = 0; i <= ENV_LIST_MAX; i++)
        assert_true(buf_printf(&text, "A%d=\n", i));
    fails(text.data, text.size, "f:513: more than 512 variables");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_value_ends_at_a_comment_or_the_line),
        cmocka_unit_test(quotes_keep_what_is_in_them),
        cmocka_unit_test(a_name_alone_takes_the_value_of_the_environment),
        cmocka_unit_test(an_error_names_file_line_and_reason),
        cmocka_unit_test(the_region_and_credentials_may_be_set),
        cmocka_unit_test(there_is_a_limit_for_the_number_of_variables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
