/* bootstrap/runtime_api/http_response - is an HTTP answer whole? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/runtime_api/http_response.h"
#include "common/compiler.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define END "\r\n"

/* Line by line, as libcurl tells them. */
static enum http_response_line tell(struct http_response *resp,
                                    const char *lines)
{
    enum http_response_line last = HTTP_RESPONSE_OTHER;
    struct http_header h;

    while (*lines) {
        size_t size = strcspn(lines, "\n");
        size += lines[size] == '\n';
        last = http_response_add(resp, lines, size, &h);
        lines += size;
    }
    return last;
}

/* Whether this many bytes of body are whole; a refusal is told in words. */
static bool is_whole(const char *lines, size_t size)
{
    struct http_response resp;
    struct error err = ERROR_NONE;

    http_response_clear(&resp);
    (void)tell(&resp, lines);
    bool whole = http_response_is_complete(&resp, size, &err);
    assert_int_equal(whole, *err.text == '\0');
    return whole;
}

static void a_body_must_have_the_announced_length(void **state)
{
    static const struct {
        const char *lines;
        size_t size;
        bool whole;
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
        if (is_whole(rows[i].lines, rows[i].size) != rows[i].whole)
            fail_msg("row %zu", i);
}

static void what_is_no_length_is_refused(void **state)
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

static void headers_that_contradict_each_other_are_refused(void **state)
{
    static const struct {
        const char *lines;
        bool whole;
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
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", true},
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
        if (is_whole(lines.text, 5) != rows[i].whole)
            fail_msg("row %zu", i);
    }
}

static void what_an_interim_answer_says_does_not_stick(void **state)
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
        assert_true(is_whole(all.text, 5));
        (void)error_set(&all, "%s" OK END, interims[i]);
        assert_false(is_whole(all.text, 9));
    }
}

static void a_status_line_begins_anew_and_says_so(void **state)
{
    struct http_response resp;

    (void)state;
    http_response_clear(&resp);
    assert_int_equal(tell(&resp, OK), HTTP_RESPONSE_STATUS);
    assert_int_equal(tell(&resp, "X: y\r\n"), HTTP_RESPONSE_HEADER);
    assert_int_equal(tell(&resp, "X\r\n"), HTTP_RESPONSE_OTHER);
    assert_int_equal(tell(&resp, "X: y\r\n"), HTTP_RESPONSE_HEADER);
    assert_int_equal(tell(&resp, END), HTTP_RESPONSE_OTHER);
    assert_int_equal(tell(&resp, "X: trailer\r\n"), HTTP_RESPONSE_OTHER);
    assert_int_equal(tell(&resp, "http/1.0 200\r\n"), HTTP_RESPONSE_STATUS);
    assert_int_equal(tell(&resp, "X: y\r\n"), HTTP_RESPONSE_HEADER);
}

static void trailers_change_nothing(void **state)
{
    (void)state;
    assert_true(is_whole(OK "Transfer-Encoding: chunked\r\n" END
                            "Content-Length: 5\r\nTransfer-Encoding: x\r\n" END,
                         7));
    assert_false(is_whole(OK END "Content-Length: 7\r\n" END, 7));
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

/* A NUL and whatever else stays what it is; who takes the value judges it. */
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

static void headers_end_somewhere(void **state)
{
    static const char line[] = "X-Long: 0123456789012345678901234567890123\r\n";
    struct http_response resp;
    size_t lines = 0;

    (void)state;
    http_response_clear(&resp);
    (void)tell(&resp, OK);
    while (lines < 100000 && tell(&resp, line) != HTTP_RESPONSE_ENDLESS)
        if (++lines % 9999 == 0)
            (void)tell(&resp, OK);
    assert_in_range(lines * (sizeof line - 1), 1024 * 1024 - 100, 1024 * 1024);
    assert_int_equal(tell(&resp, OK), HTTP_RESPONSE_ENDLESS);
    assert_int_equal(tell(&resp, END), HTTP_RESPONSE_ENDLESS);
}

static void interim_answers_end_somewhere(void **state)
{
    struct http_response resp;
    size_t heads = 0;

    (void)state;
    http_response_clear(&resp);
    while (heads < 100000 && tell(&resp, "HTTP/1.1 100 Continue\r\n" END) !=
                                 HTTP_RESPONSE_ENDLESS)
        heads++;
    assert_in_range(heads, 60, 64);
}

static void forgetting_forgets_everything(void **state)
{
    struct http_response resp;
    struct error err = ERROR_NONE;

    (void)state;
    http_response_clear(&resp);
    (void)tell(&resp, OK "Content-Length: x\r\nTransfer-Encoding: x\r\n" END);
    http_response_clear(&resp);
    (void)tell(&resp, OK "Content-Length: 1\r\n" END);
    assert_true(http_response_is_complete(&resp, 1, &err));
    assert_int_equal(resp.header_blocks, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_must_have_the_announced_length),
        cmocka_unit_test(what_is_no_length_is_refused),
        cmocka_unit_test(headers_that_contradict_each_other_are_refused),
        cmocka_unit_test(what_an_interim_answer_says_does_not_stick),
        cmocka_unit_test(a_status_line_begins_anew_and_says_so),
        cmocka_unit_test(trailers_change_nothing),
        cmocka_unit_test(a_header_is_its_name_and_its_trimmed_value),
        cmocka_unit_test(a_nul_does_not_end_a_value),
        cmocka_unit_test(headers_end_somewhere),
        cmocka_unit_test(interim_answers_end_somewhere),
        cmocka_unit_test(forgetting_forgets_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
