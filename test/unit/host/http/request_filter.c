/* host/http/request_filter - which requests are accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/http/request_filter.h"

enum { HEADERS_MAX = 4, BYTES_MAX = 1000 };

struct row {
    unsigned status; /* 0: accepted */
    const char *headers[HEADERS_MAX][2];
};

static unsigned status_of(const struct row *row, const char *version)
{
    static const char *const own[] = {"box.lan", NULL};
    struct request_filter filter = {.header_bytes = 0};
    struct http_reject reject = {.status = 0};

    for (size_t i = 0; i < HEADERS_MAX && row->headers[i][0]; i++)
        request_filter_add_header(
            &filter, row->headers[i][0], strlen(row->headers[i][0]),
            row->headers[i][1], strlen(row->headers[i][1]));
    bool accepted =
        request_filter_check(&filter, version, own, BYTES_MAX, &reject) &&
        request_filter_check_page(&filter, &reject);
    assert_true(accepted == (reject.status == 0));
    assert_true(accepted == (*reject.message == '\0'));
    return reject.status;
}

static void expect(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (status_of(&rows[i], "HTTP/1.1") != rows[i].status)
            fail_msg("row %zu: %u", i, status_of(&rows[i], "HTTP/1.1"));
}

static void only_allowed_hosts_are_accepted(void **state)
{
    static const struct row rows[] = {
        {0, {{"Host", "localhost"}}},
        {0, {{"hOST", "LocalHost:9000"}}},
        {0, {{"Host", "x.localhost:1"}}},
        {0, {{"Host", "127.0.0.1"}}},
        {0, {{"Host", "192.168.0.9:9000"}}},
        {0, {{"Host", "[::1]:9000"}}},
        {0, {{"Host", "box.lan:9000"}}},
        {403, {{"Host", "box.lan.evil"}}},
        {403, {{"Host", "evil"}}},
        {403, {{"Host", ""}}},
        {403, {{"Host", ":80"}}},
        {403, {{"Host", "localhost:"}}},
        {403, {{"Host", "localhost:9x"}}},
        {403, {{"Host", ".localhost"}}},
        {403, {{"Host", "127.0.0.1.evil"}}},
        {403, {{"Host", "127.1"}}},
        {403, {{"Host", "[::1"}}},
        {403, {{"Host", "[evil]"}}},
        {403, {{"Host", "[]"}}},
        {403, {{"Host", "["}}},
        {403, {{"Host", "localhost\xff"}}},
        {400, {{"X", "no host"}}},
        {400, {{"Host", "localhost"}, {"Host", "localhost"}}},
    };

    (void)state;
    expect(rows, COUNT(rows));
}

static void only_pages_of_this_server_are_accepted(void **state)
{
    static const struct row rows[] = {
        {0, {{"Host", "localhost:1"}, {"Origin", "http://localhost:1"}}},
        {403, {{"Host", "localhost:1"}, {"Origin", "http://localhost:2"}}},
        {403, {{"Host", "localhost:1"}, {"Origin", "https://localhost:1"}}},
        {403, {{"Host", "localhost"}, {"Origin", "null"}}},
        {403, {{"Host", "localhost"}, {"Origin", ""}}},
        {403,
         {{"Host", "localhost"},
          {"Origin", "http://localhost"},
          {"Origin", "http://localhost"}}},
        {0, {{"Host", "localhost"}, {"Sec-Fetch-Site", "none"}}},
        {0, {{"Host", "localhost"}, {"Sec-Fetch-Site", "same-origin"}}},
        {403, {{"Host", "localhost"}, {"Sec-Fetch-Site", "same-site"}}},
        {403, {{"Host", "localhost"}, {"Sec-Fetch-Site", "cross-site"}}},
    };

    (void)state;
    expect(rows, COUNT(rows));
}

static void the_length_of_the_body_must_be_unambiguous(void **state)
{
    static const struct row rows[] = {
        {0, {{"Host", "localhost"}, {"Content-Length", "0"}}},
        {0, {{"Host", "localhost"}, {"Transfer-Encoding", "Chunked"}}},
        {400, {{"Host", "localhost"}, {"Content-Length", ""}}},
        {400, {{"Host", "localhost"}, {"Content-Length", "+1"}}},
        {400, {{"Host", "localhost"}, {"Content-Length", "1 "}}},
        {400, {{"Host", "localhost"}, {"Content-Length", "1,1"}}},
        {400,
         {{"Host", "localhost"},
          {"Content-Length", "1"},
          {"content-length", "1"}}},
        {400,
         {{"Host", "localhost"},
          {"Content-Length", "1"},
          {"Transfer-Encoding", "chunked"}}},
        {400, {{"Host", "localhost"}, {"Transfer-Encoding", "gzip"}}},
        {400, {{"Host", "localhost"}, {"Transfer-Encoding", "chunked, x"}}},
        {400,
         {{"Host", "localhost"},
          {"Transfer-Encoding", "chunked"},
          {"Transfer-Encoding", "chunked"}}},
    };

    (void)state;
    expect(rows, COUNT(rows));
}

static void invalid_names_and_control_characters_are_rejected(void **state)
{
    static const struct row rows[] = {
        {0, {{"Host", "localhost"}, {"X", "a\tb\x80\xff"}}},
        {400, {{"Host", "localhost"}, {"X", "a\rb"}}},
        {400, {{"Host", "localhost"}, {"X", "a\nb"}}},
        {400, {{"Host", "localhost"}, {"X", "a\x01"}}},
        {400, {{"Host", "localhost"}, {"X", "\x7f"}}},
        {400, {{"Host", "localhost"}, {"X ", "a"}}},
        {400, {{"Host", "localhost"}, {" X", "a"}}},
        {400, {{"Host", "localhost"}, {"X:Y", "a"}}},
        {400, {{"Host", "localhost"}, {"", "a"}}},
        {400, {{"Host", "localhost"}, {"X\xc3", "a"}}},
    };

    (void)state;
    expect(rows, COUNT(rows));
}

static void a_nul_in_a_value_is_rejected(void **state)
{
    struct request_filter filter = {.header_bytes = 0};
    struct http_reject reject = {.status = 0};

    (void)state;
    request_filter_add_header(&filter, "Host", 4, "localhost", 9);
    request_filter_add_header(&filter, "X", 1, "a\0b", 3);
    assert_false(
        request_filter_check(&filter, "HTTP/1.1", NULL, BYTES_MAX, &reject));
}

static void a_length_that_overflows_is_uint64_max(void **state)
{
    struct request_filter filter = {.header_bytes = 0};

    (void)state;
    request_filter_add_header(&filter, "Content-Length", 14,
                              "99999999999999999999999", 23);
    assert_true(filter.length == UINT64_MAX);
}

static void long_headers_and_other_versions_are_rejected(void **state)
{
    static const char spaces[BYTES_MAX + 1] = "";
    static const struct row plain = {0, {{"Host", "localhost"}}};
    static const struct row bare = {0, {{"X", "y"}}};
    struct request_filter filter = {.header_bytes = 0};
    struct http_reject reject = {.status = 0};

    (void)state;
    request_filter_add_header(&filter, "X", 1, spaces, BYTES_MAX);
    assert_false(
        request_filter_check(&filter, "HTTP/1.1", NULL, BYTES_MAX, &reject));
    assert_int_equal(reject.status, 431);
    assert_int_equal(status_of(&plain, "HTTP/1.0"), 0);
    assert_int_equal(status_of(&bare, "HTTP/1.0"), 0);
    assert_int_equal(status_of(&plain, "HTTP/1.2"), 505);
    assert_int_equal(status_of(&plain, "HTTP/2.0"), 505);
}

static unsigned status_of_line(const char *method, const char *target)
{
    struct http_reject reject = {.status = 0};

    return request_filter_check_line(method, target, &reject) ? 0
                                                              : reject.status;
}

static void a_request_line_has_one_meaning(void **state)
{
    (void)state;
    assert_int_equal(status_of_line("GET", "/"), 0);
    assert_int_equal(status_of_line("M-SEARCH", "/a%20b?c=\xc3\xa4"), 0);
    assert_int_equal(status_of_line("G(T", "/"), 400);
    assert_int_equal(status_of_line("GET", "/a "), 400);
    assert_int_equal(status_of_line("GET", "/a\tb"), 400);
    assert_int_equal(status_of_line("GET", "/a\x7f"), 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_allowed_hosts_are_accepted),
        cmocka_unit_test(only_pages_of_this_server_are_accepted),
        cmocka_unit_test(the_length_of_the_body_must_be_unambiguous),
        cmocka_unit_test(invalid_names_and_control_characters_are_rejected),
        cmocka_unit_test(a_nul_in_a_value_is_rejected),
        cmocka_unit_test(a_length_that_overflows_is_uint64_max),
        cmocka_unit_test(long_headers_and_other_versions_are_rejected),
        cmocka_unit_test(a_request_line_has_one_meaning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
