/* host/auth/canonical - AWS's published test vectors of Signature Version 4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/auth/canonical.h"

#define HEADERS_MAX 6

static const struct row {
    const char *method;
    const char *target;
    const char *headers[HEADERS_MAX][2]; /* besides those of each vector */
    const char *signed_headers;
    const char *body;
    const char *signature;
} rows[] = {
    /* get-vanilla */
    {"GET",
     "/",
     {{NULL}},
     "host;x-amz-date",
     "",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    /* get-vanilla-query-order-key-case */
    {"GET",
     "/?Param2=value2&Param1=value1",
     {{NULL}},
     "host;x-amz-date",
     "",
     "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
    /* get-unreserved */
    {"GET",
     "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
     {{NULL}},
     "host;x-amz-date",
     "",
     "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
    /* get-slash, get-slashes, get-relative and get-slash-dot-slash: as "/" */
    {"GET",
     "//",
     {{NULL}},
     "host;x-amz-date",
     "",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    {"GET",
     "/example/..",
     {{NULL}},
     "host;x-amz-date",
     "",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    {"GET",
     "/./",
     {{NULL}},
     "host;x-amz-date",
     "",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    /* get-header-value-trim */
    {"GET",
     "/",
     {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
     "host;my-header1;my-header2;x-amz-date",
     "",
     "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
    /* get-header-key-duplicate */
    {"GET",
     "/",
     {{"My-Header1", "value2"},
      {"My-Header1", "value2"},
      {"My-Header1", "value1"}},
     "host;my-header1;x-amz-date",
     "",
     "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
    /* post-vanilla */
    {"POST",
     "/",
     {{NULL}},
     "host;x-amz-date",
     "",
     "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
    /* post-x-www-form-urlencoded */
    {"POST",
     "/",
     {{"Content-Type", "application/x-www-form-urlencoded"}},
     "content-type;host;x-amz-date",
     "Param1=value1",
     "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
};

static struct http_header header(const char *name, const char *value)
{
    return (struct http_header){.name = name,
                                .name_size = strlen(name),
                                .value = value,
                                .value_size = strlen(value)};
}

static void sign(const struct row *row, char signature[DIGEST_TEXT_SIZE])
{
    static const struct signature_scope scope = {
        .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        .date = "20150830T123600Z",
        .day = "20150830",
        .region = "us-east-1",
        .service = "service"};
    AUTO(struct buf, buf_free) text = BUF(65536);
    struct http_header headers[HEADERS_MAX + 2] = {
        header("Host", "example.amazonaws.com"),
        header("X-Amz-Date", "20150830T123600Z")};
    size_t count = 2;
    char hash[DIGEST_TEXT_SIZE];

    for (size_t i = 0; i < HEADERS_MAX && row->headers[i][0]; i++)
        headers[count++] = header(row->headers[i][0], row->headers[i][1]);
    digest_text(row->body, strlen(row->body), hash);
    const struct canonical_source source = {.method = row->method,
                                            .target = row->target,
                                            .headers = headers,
                                            .header_count = count,
                                            .signed_headers =
                                                row->signed_headers,
                                            .payload_hash = hash};
    assert_true(canonical_request(&text, &source));
    assert_true(canonical_sign(&scope, &text, signature));
}

static void signatures_are_those_of_the_vectors(void **state)
{
    char signature[DIGEST_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        sign(&rows[i], signature);
        if (strcmp(signature, rows[i].signature) != 0)
            fail_msg("%s %s: %s", rows[i].method, rows[i].target, signature);
    }
}

static void expect(const char *target, const char *path, const char *query)
{
    AUTO(struct buf, buf_free) text = BUF(65536);
    AUTO(struct buf, buf_free) wanted = BUF(65536);
    const struct canonical_source source = {.method = "GET",
                                            .target = target,
                                            .signed_headers = "",
                                            .payload_hash = "hash"};

    assert_true(canonical_request(&text, &source));
    assert_true(buf_printf(&wanted, "GET\n%s\n%s\n\n\nhash", path, query));
    assert_string_equal(text.data, wanted.data);
}

static void a_path_is_encoded_again_and_a_query_sorted_by_name(void **state)
{
    (void)state;
    expect("/a%3Ab/c:d/", "/a%253Ab/c%3Ad/", "");
    expect("/a/b/../c", "/a/c", "");
    expect("/../..", "/", "");
    expect("", "/", "");
    /* "-" is less than "=", but a name is compared as a whole. */
    expect("/?a-b=1&a=2&a=10", "/", "a=10&a=2&a-b=1");
    expect("/?b&a=%7e&&c=x%2fy", "/", "a=~&b=&c=x%2Fy");
    expect("/?X-Amz-Signature=1&a=%", "/", "a=%25");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_are_those_of_the_vectors),
        cmocka_unit_test(a_path_is_encoded_again_and_a_query_sorted_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
