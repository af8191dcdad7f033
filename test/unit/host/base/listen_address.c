/* host/base/listen_address - addresses to listen at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/base/listen_address.h"

static void addresses_with_a_port_are_accepted(void **state)
{
    static const char *const good[] = {
        "127.0.0.1:9000", "127.9.9.9:0", "localhost:1", "[::1]:65535",
        "1.2.3.4:1",      "0.0.0.0:1",   "[::]:1"};
    static const char *const bad[] = {
        "",           "9000",        ":9000",        "127.0.0.1",
        "127.0.0.1:", "[]:1",        "[::1:1",       "[1.2.3.4]:1",
        "::1:1",      "localhost:x", "localhost:-1", "localhost:65536",
        "127.1:1",    "evil:1",      "localhost:1 ", "localhost:00000001"};

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct listen_address a;
        struct error why = ERROR_NONE;
        assert_true(listen_address_parse(&a, good[i], &why));
        assert_int_equal(a.is_loopback, i < 4);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct listen_address a;
        struct error why = ERROR_NONE;
        if (listen_address_parse(&a, bad[i], &why) || !*why.text)
            fail_msg("accepted: %s", bad[i]);
    }
}

static void the_host_is_kept_and_the_port_parsed(void **state)
{
    static const unsigned char port[] = {0x23, 0x28}; /* 9000 */
    struct listen_address a;
    struct error why = ERROR_NONE;

    (void)state;
    assert_true(listen_address_parse(&a, "[::1]:9000", &why));
    assert_string_equal(a.host, "[::1]");
    assert_int_equal(a.socket.ss_family, AF_INET6);
    assert_true(listen_address_parse(&a, "localhost:9000", &why));
    assert_string_equal(a.host, "localhost");
    assert_int_equal(a.socket.ss_family, AF_INET);
    assert_memory_equal((char *)&a.socket + 2, port, sizeof port);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_with_a_port_are_accepted),
        cmocka_unit_test(the_host_is_kept_and_the_port_parsed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
