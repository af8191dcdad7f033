/* bootstrap/runtime_api/http_response - is an HTTP response complete? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/runtime_api/http_response.h"
#include "common/compiler.h"
#include "test/unit/support/http_lines.h"

/* True if a body of this size is complete; otherwise err says why not. */
static bool accepts(const char *lines, size_t size)
{
    struct http_response resp;
    struct error err = ERROR_NONE;

    http_response_clear(&resp);
    (void)add_lines(&resp, lines);
    bool ok = http_response_is_complete(&resp, size, &err);
    assert_int_equal(ok, *err.text == '\0');
    return ok;
}

static void a_body_must_have_the_announced_length(void **state)
{
    static const struct {
        const char *lines;
        size_t size;
        bool ok;
    } rows[] = {
        {OK "Content-Length: 5\r\n" END, 5, true},
        {OK "Content-Length: 5\r\n" END, 4, false},
        {OK "Content-Length: 5\r\n" END, 6, false},
        {OK "Content-Length: 5\r\n" END, 0, false},
        {OK "Content-Length: 0\r\n" END, 0, true},
        {OK "Content-Length: 0\r\n" END, 1, false},
        {OK "content-length:5\r\n" END, 5, true},
        {OK "CONTENT-LENGTH:\t 5 \t\r\n" END, 5, true},
        {OK "Content-Length: 005\r\n" END, 5, true},
        {OK "Content-Length: 5\n\n", 5, true},
        {OK "Transfer-Encoding: chunked\r\n" END, 5, true},
        {OK "transfer-encoding:CHUNKED\r\n" END, 0, true},
        {"", 0, false},
        {OK END, 0, false},
        {OK END, 5, false},
        {OK "Connection: close\r\n" END, 5, false},
        {OK OK "Content-Length: 5\r\n" END, 5, false},
        {OK "X: y\r\n z\r\nContent-Length: 5\r\n" END, 5, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (accepts(rows[i].lines, rows[i].size) != rows[i].ok)
            fail_msg("row %zu", i);
}

static void an_invalid_length_is_rejected(void **state)
{
    static const char *const values[] = {
        "",
        "-5",
        "+5",
        "5 5",
        "5,5",
        "5, 5",
        "0x5",
        "5.0",
        "5e0",
        "five",
        "5;",
        "\xd9\xa5",
        "9223372036854775808",
        "18446744073709551621",
        "1000000000000000000000000000005",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        struct http_response resp;
        struct http_header h;
        struct error err = ERROR_NONE;
        struct error line;
        (void)error_set(&line, "Content-Length: %s\r\n", values[i]);
        http_response_clear(&resp);
        assert_int_equal(
            http_response_add(&resp, line.text, strlen(line.text), &h),
            HTTP_RESPONSE_HEADER);
        assert_false(http_response_is_complete(&resp, 5, &err));
        assert_string_equal(err.text, "its Content-Length is not a number");
    }
}

static void contradictory_headers_are_rejected(void **state)
{
    static const struct {
        const char *lines;
        bool ok;
    } rows[] = {
        {"Content-Length: 5\r\nContent-Length: 5\r\n", true},
        {"Content-Length: 5\r\nContent-Length: 05\r\n", true},
        {"Content-Length: 6\r\nContent-Length: 5\r\n", false},
        {"Content-Length: 5\r\nContent-Length: 6\r\n", false},
        {"Content-Length: 6\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
         false},
        {"Content-Length: x\r\nContent-Length: 5\r\n", false},
        {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", false},
        {"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", false},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", false},
        {"Transfer-Encoding: gzip\r\n", false},
        {"Transfer-Encoding: gzip, chunked\r\n", false},
        {"Transfer-Encoding: chunked, chunked\r\n", false},
        {"Transfer-Encoding: identity\r\nContent-Length: 5\r\n", false},
        {"Transfer-Encoding:\r\nContent-Length: 5\r\n", false},
        {"Transfer-Encoding: xchunked\r\n", false},
        {"Content-Length : 5\r\n", false},
        {" Content-Length: 5\r\n", false},
        {"X-Content-Length: 5\r\n", false},
        {"Content-Length 5\r\n", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error lines;
        (void)error_set(&lines, OK "%s" END, rows[i].lines);
        if (accepts(lines.text, 5) != rows[i].ok)
            fail_msg("row %zu", i);
    }
}

static void headers_of_an_interim_response_are_void(void **state)
{
    static const char *const interims[] = {
        "HTTP/1.1 100 Continue\r\n" END,
        "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n" END,
        "HTTP/1.1 103 Early Hints\r\nContent-Length: x\r\n" END,
        "HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n" END,
        "http/1.1 103 early\r\nTransfer-Encoding: gzip\r\n" END,
    };

    (void)state;
    for (size_t i = 0; i < COUNT(interims); i++) {
        struct error all;
        (void)error_set(&all, "%s" OK "Content-Length: 5\r\n" END, interims[i]);
        assert_true(accepts(all.text, 5));
        (void)error_set(&all, "%s" OK END, interims[i]);
        assert_false(accepts(all.text, 9));
    }
}

static void a_status_line_begins_a_new_block(void **state)
{
    struct http_response resp;

    (void)state;
    http_response_clear(&resp);
    assert_int_equal(add_lines(&resp, OK), HTTP_RESPONSE_STATUS);
    assert_int_equal(add_lines(&resp, "X: y\r\n"), HTTP_RESPONSE_HEADER);
    assert_int_equal(add_lines(&resp, "X\r\n"), HTTP_RESPONSE_OTHER);
    assert_int_equal(add_lines(&resp, "X: y\r\n"), HTTP_RESPONSE_HEADER);
    assert_int_equal(add_lines(&resp, END), HTTP_RESPONSE_OTHER);
    assert_int_equal(add_lines(&resp, "X: trailer\r\n"), HTTP_RESPONSE_OTHER);
    assert_int_equal(add_lines(&resp, "http/1.0 200\r\n"),
                     HTTP_RESPONSE_STATUS);
    assert_int_equal(add_lines(&resp, "X: y\r\n"), HTTP_RESPONSE_HEADER);
}

static void trailers_change_nothing(void **state)
{
    (void)state;
    assert_true(accepts(OK "Transfer-Encoding: chunked\r\n" END
                           "Content-Length: 5\r\nTransfer-Encoding: x\r\n" END,
                        7));
    assert_false(accepts(OK END "Content-Length: 7\r\n" END, 7));
}

static void a_header_is_its_name_and_its_trimmed_value(void **state)
{
    static const struct {
        const char *line;
        const char *name;
        const char *value;
    } rows[] = {
        {"Name: value\r\n", "Name", "value"},
        {"Name:value", "Name", "value"},
        {"Name: \t a: b \t \r\n", "Name", "a: b"},
        {"Name:\r\n", "Name", ""},
        {"Name:  \r\n", "Name", ""},
        {":x\n", "", "x"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_response resp;
        struct http_header h;
        http_response_clear(&resp);
        assert_int_equal(
            http_response_add(&resp, rows[i].line, strlen(rows[i].line), &h),
            HTTP_RESPONSE_HEADER);
        assert_int_equal(h.name_size, strlen(rows[i].name));
        assert_memory_equal(h.name, rows[i].name, h.name_size);
        assert_int_equal(h.value_size, strlen(rows[i].value));
        assert_memory_equal(h.value, rows[i].value, h.value_size);
    }
}

/* Every byte is kept; the code that uses the value checks it. */
static void a_nul_does_not_end_a_value(void **state)
{
    struct http_response resp;
    struct http_header h;

    (void)state;
    http_response_clear(&resp);
    assert_int_equal(http_response_add(&resp, "N: a\0b\r\n", 8, &h),
                     HTTP_RESPONSE_HEADER);
    assert_int_equal(h.value_size, 3);
    assert_memory_equal(h.value, "a\0b", 3);
    assert_int_equal(http_response_add(&resp, "N: a\0\r\n", 7, &h),
                     HTTP_RESPONSE_HEADER);
    assert_int_equal(h.value_size, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_must_have_the_announced_length),
        cmocka_unit_test(an_invalid_length_is_rejected),
        cmocka_unit_test(contradictory_headers_are_rejected),
        cmocka_unit_test(headers_of_an_interim_response_are_void),
        cmocka_unit_test(a_status_line_begins_a_new_block),
        cmocka_unit_test(trailers_change_nothing),
        cmocka_unit_test(a_header_is_its_name_and_its_trimmed_value),
        cmocka_unit_test(a_nul_does_not_end_a_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
