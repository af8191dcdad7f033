/* host/crypto/digest - SHA-256 and HMAC against published values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/crypto/digest.h"

static void sha256_is_that_of_fips_180(void **state)
{
    static const char two_blocks[] =
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    char text[DIGEST_TEXT_SIZE];
    struct digest d;

    (void)state;
    digest_text("abc", 3, text);
    assert_string_equal(text,
                        "ba7816bf8f01cfea414140de5dae2223"
                        "b00361a396177a9cb410ff61f20015ad");
    digest_begin(&d);
    for (size_t i = 0; i < strlen(two_blocks); i++)
        digest_add(&d, two_blocks + i, 1);
    digest_end(&d, text);
    assert_string_equal(text,
                        "248d6a61d20638b8e5c026930c3e6039"
                        "a33ce45964ff2167f6ecedd419db06c1");
}

static void hmac_is_that_of_rfc_4231(void **state)
{
    static const char question[] = "what do ya want for nothing?";
    unsigned char key[DIGEST_SIZE] = "Jefe";
    char text[DIGEST_TEXT_SIZE];

    (void)state;
    /* Into its own key, as signatures are made. */
    digest_hmac(key, 4, question, strlen(question), key);
    digest_hex(key, text);
    assert_string_equal(text,
                        "5bdcc146bf60754e6a042426089575c7"
                        "5a003f089d2739839dec58b964ec3843");
}

static void only_the_same_text_is_the_same(void **state)
{
    (void)state;
    assert_true(digest_same("abc", "abc"));
    assert_true(digest_same("", ""));
    assert_false(digest_same("abd", "abc"));
    assert_false(digest_same("ab", "abc"));
    assert_false(digest_same("abcd", "abc"));
    assert_false(digest_same("", "abc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_is_that_of_fips_180),
        cmocka_unit_test(hmac_is_that_of_rfc_4231),
        cmocka_unit_test(only_the_same_text_is_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
