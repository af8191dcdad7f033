/* host/hook_schemes/hook_secrets - what is a secret, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/hook_schemes/hook_secrets.h"

static void a_secret_is_long_enough_and_not_told(void **state)
{
    static const char *const wrong[] = {"", "short", "fifteen letters",
                                        "a tab\tin the middle of it",
                                        "\xc3\xbc is no ASCII, though long"};
    struct hook_secrets secrets = {.count = 0};
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(hook_secrets_add(&secrets, HOOK_GITHUB, wrong[i], &err));
        assert_true(!*wrong[i] || !strstr(err.text, wrong[i]));
    }
    assert_false(
        hook_secrets_add(&secrets, HOOK_STANDARD, "whsec_not base64!", &err));
    assert_false(hook_secrets_add_lines(&secrets, HOOK_GITHUB,
                                        "0123456789abcdef\n\n short \n", &err));
    secrets.count = 0;
    assert_true(hook_secrets_add_lines(&secrets, HOOK_GITHUB,
                                       "\n \r\n0123456789abcdef \r\n", &err));
    assert_int_equal(secrets.count, 1);
    assert_string_equal(secrets.text[0], "0123456789abcdef");
    assert_false(hook_secrets_add_lines(
        &secrets, HOOK_GITHUB,
        "0123456789abcdef\n0123456789abcdef\n0123456789abcdef\n"
        "0123456789abcdef\n",
        &err));
    assert_int_equal(secrets.count, HOOK_SECRETS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secret_is_long_enough_and_not_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
