/* host/http/forwarded - the proxies that are trusted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "host/http/forwarded.h"
#include "host/http/http_request.h"

static void proxies_are_addresses(void **state)
{
    struct proxy_list list = {.count = 0};
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(proxy_list_add(&list, "127.0.0.1, 10.0.0.5,::1", &err));
    assert_int_equal(list.count, 3);
    assert_true(proxy_list_has(&list, "10.0.0.5"));
    assert_true(proxy_list_has(&list, "::ffff:10.0.0.5"));
    assert_true(proxy_list_has(&list, "::1"));
    assert_false(proxy_list_has(&list, "10.0.0.6"));
    assert_false(proxy_list_has(&list, "proxy"));
    assert_false(proxy_list_add(&list, "proxy.example", &err));
    assert_false(proxy_list_add(&list, "", &err));
    assert_false(proxy_list_add(&list, "10.0.0.7,", &err));
}

static void the_client_is_the_last_that_is_no_proxy(void **state)
{
    struct proxy_list list = {.count = 0};
    struct error err = ERROR_NONE;
    char client[PEER_SIZE];

    (void)state;
    assert_true(proxy_list_add(&list, "10.0.0.5,10.0.0.6", &err));
    assert_true(proxy_list_client(&list, "1.1.1.1, 2.2.2.2 ,10.0.0.6", client,
                                  sizeof client));
    assert_string_equal(client, "2.2.2.2");
    assert_false(proxy_list_client(&list, "10.0.0.5", client, sizeof client));
    assert_false(
        proxy_list_client(&list, "1.1.1.1, bad", client, sizeof client));
    assert_false(proxy_list_client(&list, "", client, sizeof client));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proxies_are_addresses),
        cmocka_unit_test(the_client_is_the_last_that_is_no_proxy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
