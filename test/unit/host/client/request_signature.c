/* host/client/request_signature - requests of AWS's documents, with the
 * signatures that it prints for them; others, with those of botocore's
 * SigV4Auth and S3SigV4Auth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/client/request_signature.h"

static const struct aws_keys vector_keys = {
    .id = "AKIDEXAMPLE", .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};
static const struct aws_keys s3_keys = {
    .id = "AKIAIOSFODNN7EXAMPLE",
    .secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};

static const struct signing vector = {.keys = &vector_keys,
                                      .region = "us-east-1",
                                      .service = "service",
                                      .method = "GET",
                                      .url = "https://example.amazonaws.com/",
                                      .now_ms = 1440938160000};

/* The line that begins with `name`; "". */
static const char *line_of(const struct buf *lines, const char *name)
{
    for (size_t at = 0; at < lines->size; at += strlen(lines->data + at) + 1)
        if (!strncmp(lines->data + at, name, strlen(name)))
            return lines->data + at;
    return "";
}

static void expect(const struct signing *s, const char *host,
                   const char *signed_headers, const char *signature)
{
    AUTO(struct buf, buf_free) out = BUF(65536);
    AUTO(struct buf, buf_free) wanted = BUF(1024);

    struct error err = ERROR_NONE;

    assert_true(request_signature(&out, s, &err));
    assert_true(buf_printf(&wanted, "Host: %s", host));
    assert_string_equal(line_of(&out, "Host:"), wanted.data);
    buf_clear(&wanted);
    assert_true(buf_printf(&wanted, "SignedHeaders=%s, Signature=%s",
                           signed_headers, signature));
    const char *said = strstr(line_of(&out, "Authorization:"), "SignedHeaders");
    assert_non_null(said);
    assert_string_equal(said, wanted.data);
}

static void signatures_are_those_of_the_vectors(void **state)
{
    struct signing s = vector;

    (void)state;
    expect(&s, "example.amazonaws.com", "host;x-amz-date",
           "5fa00fa31553b73ebf1942676e86291e"
           "8372ff2a2260956d9b8aae1d763fbf31");
    s.url = "https://example.amazonaws.com/?Param2=value2&Param1=value1";
    expect(&s, "example.amazonaws.com", "host;x-amz-date",
           "b97d918cfa904a5beff61c982a1b6f45"
           "8b799221646efd99d3219ec94cdf2500");
}

static void
an_object_of_s3_keeps_its_path_and_has_the_hash_of_its_body(void **state)
{
    const char *const range[] = {"Range: bytes=0-9"};
    const char *const put[] = {"Date: Fri, 24 May 2013 00:00:00 GMT",
                               "x-amz-storage-class: REDUCED_REDUNDANCY"};
    const struct buf body = {.data = "Welcome to Amazon S3.", .size = 21};
    struct signing s = {.keys = &s3_keys,
                        .region = "us-east-1",
                        .service = "s3",
                        .method = "GET",
                        .url =
                            "https://examplebucket.s3.amazonaws.com/test.txt",
                        .lines = range,
                        .count = COUNT(range),
                        .now_ms = 1369353600000};

    (void)state;
    expect(&s, "examplebucket.s3.amazonaws.com",
           "host;range;x-amz-content-sha256;x-amz-date",
           "f0e8bdb87c964420e857bd35b5d6ed31"
           "0bd44f0170aba48dd91039c6036bdb41");
    s.method = "PUT";
    s.url = "https://examplebucket.s3.amazonaws.com/test%24file.text";
    s.lines = put;
    s.count = COUNT(put);
    s.body = &body;
    expect(&s, "examplebucket.s3.amazonaws.com",
           "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
           "98ad721746da40c64f1a55b78f14c238"
           "d841ea1380cd77a1b5971af0ece108bd");
}

static const char token[] = "IQoJb3Jp/Z2+luX2Vj==";

static const struct row {
    const char *service;
    const char *target;
    const char *signature;
    const char *with_token;
} rows[] = {
    {"lambda", "/?Marker=a%2Bb%2B",
     "dd410be77968f57cfc2c7ea34b55c555042443c3d8fc1eab764480f72bae6b70",
     "360d03a68486d97464a89a68921c9cca594af5b93176d6ab59e73cf2a096d05b"},
    {"lambda", "/?Marker=%2F2015%2Fa",
     "ae80798c0e749c11e0ee17e86ff0ebad8cb828aa974de74a70b3d7a73fd8ddf0",
     "bfbbf18bac839a79c2236b46cfefab66deda76125306feaad0e571c73f34652f"},
    {"lambda", "/?Marker=a%20b%20",
     "a90624e0c8b429fb60e6960ce6e220c3a61058044306f203a6cb68c2f8c1d2ce",
     "64669103ad5627a90993fb0b0b1a51cc580e2db30e1abddf716645cd03d91cec"},
    {"lambda", "/?Marker=a%3D%3D",
     "22115a91b6c05f74c1bcd900c2b0a4bd0773e7d418468b9e1ff4b9899ba7e16d",
     "1877ec959080b5182bb1fbc04c8cfda7682f2f34612e26b43d0e1050a57206ad"},
    {"lambda", "/?Marker=a%26b%3Fc%23d",
     "372985889d1513d0db1ec162dd8c6de6003fb6db7db426f09d9b1e4b076c1e74",
     "6ef56e8d1e21332c13252df9bee23bd26cb503af00d86a6a37beb58b540cc38f"},
    {"lambda", "/?Marker=100%2525",
     "ea88e918888994fda4287b24f08525ce8ec61f42c122fa41b443c84c2e8d4192",
     "249a511e68b9ffde3f3522eb8efa641e593df6eb84e0ab51f0286f92fcb1f4b1"},
    {"lambda", "/?Marker=%C3%A4%E2%82%AC%F0%9F%98%80&%C3%A4=1",
     "01be8c529a462192471efb46042dce3a0398d448c95f51b4f1d14e525cbaa13b",
     "b60a8412822faace80a5da7725d4b915914879a596a5338922b2f501ec3a88fd"},
    {"lambda", "/?Marker=&MaxItems=50",
     "59ae1a935f357c357ca3b7fcd27c9bd3b5c41531d454f0ff2b93cae7c9f2da50",
     "7949ab5328776623d765a6429a20b71c95a714a37861f46e97f2a31ceff1337b"},
    {"lambda", "/?a&Marker",
     "d1be36739f0147368044a28f44c016375e72354da34ed1964bf0aefeec07f008",
     "2cb66230e5f8d8881e4cf85b8ac179a255141d516aa7fbc4c0553e371e538bb0"},
    {"lambda", "/?Marker=a-b_c.d~e%2A",
     "ce01549beb8f7fb9355f3a2f2629de403e0c3e69be517442bafdc0044c314133",
     "0b65c37d499052ce215968372148f35c125752f52d13c228f4f432ae5db1acc8"},
    {"lambda", "/?b=2&a=%2B&a=1&B=0&a%2B=3",
     "bd2bf7a95400ffc963d4997d9d3fa3d347d0f67a6a1d897d9647fad4ca71f68a",
     "fbf3c55e55be0a7119d2876abec6b06deb7822ab4e7aa0a0f34cf733cb5f3e43"},
    {"lambda", "/functions/arn%3Aaws%3Alambda/invocations?Qualifier=%24LATEST",
     "83d27aa67d4f99b04e07a6d692fa02f42287dce25120f12c78e82d005f10c831",
     "e4e49e2e21eb286b926ed37a0ac556cefa794201af479ec06dfc57ae0fc76f4e"},
    {"lambda", "/functions/a%2Fb%20%C3%A4",
     "6db96d64dddaa2c8270bc5ec108995282bd65a3e99a566010eaaebec82c960c2",
     "e16821ef1dbb275bdeef2f87be84ef5a8e127d1ea057b17dfd8dfaeb27e3aa9a"},
    {"lambda", "//a/../b/./c",
     "477d26084472dbbf3cb25b75cbc5a83a4a24d8c9317cdecbca862bedc9f63189",
     "7594796f64ced666461a9278b12b295230b3de1b789deb52809d156c69ffbccb"},
    {"s3", "/code/a%2Bb%20c/%C3%A4%3D1.zip?versionId=a%2Bb%2F%3D",
     "9bcebc286ec7486dadb0f9c41e37c09f1f59ccc6c155de318a3627c2f53b031f",
     "c29603435920154b9bb8f1591a5e2c5b6b17cd719e6ed31175b84f9c0a47029c"},
    {"s3", "/code//a/../b/./c",
     "e041025acb7b7492cafbf91f40580951782d0d2a1ca43c020a3adc9cec8d8eb2",
     "d9d6881f2327d6ae91a1610254d33d8c4d39242f68e4a437cb03bb9a967c0d50"},
    {"s3", "/code/x%25y%7Ez%2A",
     "ee8ce559597b88cec9244fe68e8e9adcbb8f4e38f3428e0d427285771ef175a3",
     "e573aa285e8a52ed6c09f2369011a0b72c5646acabdc034d6bf6b2034d24b472"},
};

static void queries_and_paths_are_signed_as_by_botocore(void **state)
{
    struct aws_keys keys = vector_keys;
    struct signing s = vector;
    char url[256];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool is_s3 = !strcmp(rows[i].service, "s3");
        (void)snprintf(url, sizeof url, "https://example.amazonaws.com%s",
                       rows[i].target);
        s.service = rows[i].service;
        s.url = url;
        s.keys = &vector_keys;
        expect(&s, "example.amazonaws.com",
               is_s3 ? "host;x-amz-content-sha256;x-amz-date"
                     : "host;x-amz-date",
               rows[i].signature);
        (void)memcpy(keys.token, token, sizeof token);
        s.keys = &keys;
        expect(&s, "example.amazonaws.com",
               is_s3 ? "host;x-amz-content-sha256;x-amz-date;"
                       "x-amz-security-token"
                     : "host;x-amz-date;x-amz-security-token",
               rows[i].with_token);
    }
}

static void the_token_of_a_session_is_sent(void **state)
{
    struct aws_keys keys = vector_keys;
    struct signing s = vector;
    AUTO(struct buf, buf_free) out = BUF(65536);
    struct error err = ERROR_NONE;

    (void)state;
    (void)memcpy(keys.token, token, sizeof token);
    s.keys = &keys;
    assert_true(request_signature(&out, &s, &err));
    assert_string_equal(line_of(&out, "X-Amz-Security-Token"),
                        "X-Amz-Security-Token: IQoJb3Jp/Z2+luX2Vj==");
    assert_string_equal(line_of(&out, "X-Amz-Date"),
                        "X-Amz-Date: 20150830T123600Z");
}

static void the_header_host_is_what_libcurl_would_send(void **state)
{
    static const char *const hosts[][2] = {
        {"http://user:word@[::1]:9000?a=%2B", "Host: [::1]:9000"},
        {"127.0.0.1:9000/?of=http://other/", "Host: 127.0.0.1:9000"},
        {"https://example.com:443/", "Host: example.com"},
        {"http://example.com:443/", "Host: example.com:443"},
        {"http://example.com:80/", "Host: example.com"},
    };
    struct signing s = vector;

    (void)state;
    for (size_t i = 0; i < COUNT(hosts); i++) {
        AUTO(struct buf, buf_free) out = BUF(65536);
        struct error err = ERROR_NONE;
        s.url = hosts[i][0];
        assert_true(request_signature(&out, &s, &err));
        assert_string_equal(out.data, hosts[i][1]);
    }
}

static void what_cannot_be_signed_is_told(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(65536);
    AUTO(struct buf, buf_free) small = BUF(64);
    struct error err = ERROR_NONE;
    struct signing s = vector;

    (void)state;
    assert_false(request_signature(&small, &s, &err));
    assert_string_equal(err.text, "out of memory");
    s.url = "http://host/a b";
    assert_false(request_signature(&out, &s, &err));
    assert_non_null(strstr(err.text, "http://host/a b is no address: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_are_those_of_the_vectors),
        cmocka_unit_test(
            an_object_of_s3_keeps_its_path_and_has_the_hash_of_its_body),
        cmocka_unit_test(queries_and_paths_are_signed_as_by_botocore),
        cmocka_unit_test(the_token_of_a_session_is_sent),
        cmocka_unit_test(the_header_host_is_what_libcurl_would_send),
        cmocka_unit_test(what_cannot_be_signed_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
