/* common/sha256 - hashes of files around the block sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/sha256.h"

static void the_digest_of_so_many_letters_a_is_known(void **state)
{
    static const struct {
        size_t size;
        const char *digest;
    } rows[] = {
        {0,
         "e3b0c44298fc1c149afbf4c8996fb924"
         "27ae41e4649b934ca495991b7852b855"},
        {1,
         "ca978112ca1bbdcafac231b39a23dc4d"
         "a786eff8147c4e72b9807785afee48bb"},
        {55,
         "9f4390f8d30c2dd92ec9f095b65e2b9a"
         "e9b0a925a5258e241c9f1e910f734318"},
        {56,
         "b35439a4ac6f0948b6d6f9e3c6af0f5f"
         "590ce20f1bde7090ef7970686ec6738a"},
        {63,
         "7d3e74a05d7db15bce4ad9ec0658ea98"
         "e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64,
         "ffe054fe7ae0cb6dc65c3af9b61d5209"
         "f439851db43d0ba5997337df154668eb"},
        {65,
         "635361c48bb9eab14198e76ea8ab7f1a"
         "41685d6ad62aa9146d301d4f17eb0ae0"},
        {119,
         "31eba51c313a5c08226adf18d4a359cf"
         "dfd8d2e816b13f4af952f7ea6584dcfb"},
        {120,
         "2f3d335432c70b580af0e8e1b3674a7c"
         "020d683aa5f73aaaedfdc55af904c21c"},
        {65535,
         "6e1bebca6a8229364a162a72ef064826"
         "c4cd7457bf54f190ef782bd9deff3e42"},
        {65536,
         "bf718b6f653bebc184e1479f1935b8da"
         "974d701b893afcf49e701f3e2f9f9c5a"},
        {65600,
         "37cf0c2899f6b7cb3301a47c814706af"
         "cac015cb681c1fe9b2d0e2b8852da654"},
        {200000,
         "2287d207f24a941ff3b56c04c8a25ad5"
         "6b63e3023207b3bb5b4ac0c9869d74be"},
    };
    static char letters[200000];

    (void)state;
    memset(letters, 'a', sizeof letters);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char path[] = "/tmp/sha256-XXXXXX";
        char text[SHA256_TEXT_SIZE];
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        assert_true(fd_write_all(fd, letters, rows[i].size));
        fd_close(&fd);
        assert_true(sha256_file(path, text));
        assert_int_equal(unlink(path), 0);
        assert_string_equal(text, rows[i].digest);
    }
}

static void an_unreadable_file_has_no_hash(void **state)
{
    char text[SHA256_TEXT_SIZE];

    (void)state;
    assert_false(sha256_file("/nonexistent", text));
    assert_false(sha256_file("/tmp", text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_digest_of_so_many_letters_a_is_known),
        cmocka_unit_test(an_unreadable_file_has_no_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
