/* bootstrap/runtime_api/http_response_limits - the limits of its headers, and
 * that nothing stays of one response. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/runtime_api/http_response.h"
#include "common/compiler.h"
#include "test/unit/support/http_lines.h"

static void the_size_of_headers_is_limited(void **state)
{
    static const char line[] = "X-Long: 0123456789012345678901234567890123\r\n";
    struct http_response resp;
    size_t lines = 0;

    (void)state;
    http_response_clear(&resp);
    (void)add_lines(&resp, OK);
    while (lines < 100000 && add_lines(&resp, line) != HTTP_RESPONSE_ENDLESS)
        if (++lines % 9999 == 0)
            (void)add_lines(&resp, OK);
    assert_in_range(lines * (sizeof line - 1), 1024 * 1024 - 100, 1024 * 1024);
    assert_int_equal(add_lines(&resp, OK), HTTP_RESPONSE_ENDLESS);
    assert_int_equal(add_lines(&resp, END), HTTP_RESPONSE_ENDLESS);
}

static void the_number_of_interim_responses_is_limited(void **state)
{
    struct http_response resp;
    size_t heads = 0;

    (void)state;
    http_response_clear(&resp);
    while (heads < 100000 &&
           add_lines(&resp, "HTTP/1.1 100 Continue\r\n" END) !=
               HTTP_RESPONSE_ENDLESS)
        heads++;
    assert_in_range(heads, 60, 64);
}

static void clearing_forgets_everything(void **state)
{
    struct http_response resp;
    struct error err = ERROR_NONE;

    (void)state;
    http_response_clear(&resp);
    (void)add_lines(&resp,
                    OK "Content-Length: x\r\nTransfer-Encoding: x\r\n" END);
    http_response_clear(&resp);
    (void)add_lines(&resp, OK "Content-Length: 1\r\n" END);
    assert_true(http_response_is_complete(&resp, 1, &err));
    assert_int_equal(resp.header_blocks, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_size_of_headers_is_limited),
        cmocka_unit_test(the_number_of_interim_responses_is_limited),
        cmocka_unit_test(clearing_forgets_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
