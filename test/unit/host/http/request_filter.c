/* host/http/request_filter - which requests go through. */
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
    unsigned status; /* 0: goes through */
    const char *headers[HEADERS_MAX][2];
};

static unsigned judge(const struct row *row, const char *version)
{
    struct request_filter filter = {.header_bytes = 0};
    struct http_reject reject = {.status = 0};

    for (size_t i = 0; i < HEADERS_MAX && row->headers[i][0]; i++)
        request_filter_add_header(
            &filter, row->headers[i][0], strlen(row->headers[i][0]),
            row->headers[i][1], strlen(row->headers[i][1]));
    bool opens =
        request_filter_check(&filter, version, "box.lan", BYTES_MAX, &reject);
    assert_true(opens == (reject.status == 0));
    assert_true(opens == (*reject.message == '\0'));
    return reject.status;
}

static void expect(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (judge(&rows[i], "HTTP/1.1") != rows[i].status)
            fail_msg("row %zu: %u", i, judge(&rows[i], "HTTP/1.1"));
}

static void only_a_host_of_this_machine_goes_through(void **state)
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

static void only_pages_of_this_server_go_through(void **state)
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

static void a_length_is_told_once_and_plainly(void **state)
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

static void odd_names_and_control_characters_are_refused(void **state)
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

static void a_nul_in_a_value_is_seen(void **state)
{
    struct request_filter filter = {.header_bytes = 0};
    struct http_reject reject = {.status = 0};

    (void)state;
    request_filter_add_header(&filter, "Host", 4, "localhost", 9);
    request_filter_add_header(&filter, "X", 1, "a\0b", 3);
    assert_false(
        request_filter_check(&filter, "HTTP/1.1", NULL, BYTES_MAX, &reject));
}

static void a_length_beyond_all_numbers_is_the_largest(void **state)
{
    struct request_filter filter = {.header_bytes = 0};

    (void)state;
    request_filter_add_header(&filter, "Content-Length", 14,
                              "99999999999999999999999", 23);
    assert_true(filter.length == UINT64_MAX);
}

static void too_many_bytes_and_other_versions_are_refused(void **state)
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
    assert_int_equal(judge(&plain, "HTTP/1.0"), 0);
    assert_int_equal(judge(&bare, "HTTP/1.0"), 0);
    assert_int_equal(judge(&plain, "HTTP/1.2"), 505);
    assert_int_equal(judge(&plain, "HTTP/2.0"), 505);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_host_of_this_machine_goes_through),
        cmocka_unit_test(only_pages_of_this_server_go_through),
        cmocka_unit_test(a_length_is_told_once_and_plainly),
        cmocka_unit_test(odd_names_and_control_characters_are_refused),
        cmocka_unit_test(a_nul_in_a_value_is_seen),
        cmocka_unit_test(a_length_beyond_all_numbers_is_the_largest),
        cmocka_unit_test(too_many_bytes_and_other_versions_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
