/* bootstrap/sandbox/seccomp_sockets - which sockets a filter allows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

#include "bootstrap/sandbox/seccomp_filter.h"
#include "test/unit/support/filter_run.h"

enum { ALLOW = 0x7fff0000, REFUSE = 0x00050000 };

static uint32_t answer(enum seccomp_sockets sockets,
                       const struct filter_call *call)
{
    const struct seccomp_rules rules = {
        .supervisor_pid = 4711, .supervisor_group = 4711, .sockets = sockets};
    struct seccomp_filter filter;

    assert_true(seccomp_filter_make(&filter, &rules));
    return filter_run(&filter, call);
}

static void without_network_only_connected_pairs_are_allowed(void **state)
{
    struct filter_call call = {
        .number = SYS_socket, .machine = FILTER_MACHINE, .words = {2, 1}};

    (void)state;
    assert_int_equal(answer(SOCKETS_NONE, &call), REFUSE | EACCES);
    call.number = SYS_socketpair;
    for (uint64_t type = 0; type < 16; type++) {
        call.words[0] = 1;
        call.words[1] = type | 0x80800;
        assert_int_equal(answer(SOCKETS_NONE, &call),
                         type == 1 || type == 5 ? ALLOW : REFUSE | EACCES);
        assert_int_equal(answer(SOCKETS_ALL, &call), ALLOW);
        call.words[0] = 30; /* AF_TIPC */
        assert_int_equal(answer(SOCKETS_NONE, &call), REFUSE | EACCES);
    }
}

/* Every domain, type and protocol that a kernel may have. */
static void with_ports_only_tcp_sockets_are_allowed_or_udp_too(void **state)
{
    struct filter_call call = {.number = SYS_socket, .machine = FILTER_MACHINE};

    (void)state;
    for (unsigned n = 0; n < 50 * 16 * 300; n++) {
        unsigned domain = n / (16 * 300);
        unsigned type = n / 300 % 16;
        unsigned protocol = n % 300;
        bool inet = domain == 2 || domain == 10;
        bool udp = inet && type == 2 && (protocol == 0 || protocol == 17);
        bool known = (inet && type == 1 && (protocol == 0 || protocol == 6)) ||
                     (domain == 16 && (type == 2 || type == 3) && !protocol);
        call.words[0] = domain;
        call.words[1] = type | (n % 2 ? 0x80800 : 0);
        call.words[2] = protocol;
        if (answer(SOCKETS_PORTS, &call) !=
                (known ? (uint32_t)ALLOW : (uint32_t)(REFUSE | EACCES)) ||
            answer(SOCKETS_PORTS_UDP, &call) !=
                (known || udp ? (uint32_t)ALLOW : (uint32_t)(REFUSE | EACCES)))
            fail_msg("domain %u, type %u, protocol %u", domain, type, protocol);
    }
}

static void with_ports_no_way_leads_around_connect_and_bind(void **state)
{
    static const struct {
        int number;
        uint64_t words[4];
        uint32_t answer;
    } rows[] = {
        {SYS_sendto, {3, 0, 1, 0x20000000}, REFUSE | EOPNOTSUPP},
        {SYS_sendto, {3, 0, 1, 0x20004000}, REFUSE | EOPNOTSUPP},
        {SYS_sendto, {3, 0, 1, 0x4000}, ALLOW},
        {SYS_sendmsg, {3, 0, 0x20000000}, REFUSE | EOPNOTSUPP},
        {SYS_sendmsg, {3, 0, 0x4000}, ALLOW},
        {SYS_sendmmsg, {3, 0, 1, 0x20000000}, REFUSE | EOPNOTSUPP},
        {SYS_sendmmsg, {3, 0, 2, 0x4000}, ALLOW},
        {SYS_setsockopt, {3, 6, 31}, REFUSE | EOPNOTSUPP},
        {SYS_setsockopt, {3, 6, 1}, ALLOW},
        {SYS_listen, {3, 1}, REFUSE | EACCES},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct filter_call call = {.number = rows[i].number,
                                   .machine = FILTER_MACHINE};
        memcpy(call.words, rows[i].words, sizeof rows[i].words);
        assert_int_equal(answer(SOCKETS_PORTS, &call), rows[i].answer);
        assert_int_equal(answer(SOCKETS_ALL, &call), ALLOW);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_network_only_connected_pairs_are_allowed),
        cmocka_unit_test(with_ports_only_tcp_sockets_are_allowed_or_udp_too),
        cmocka_unit_test(with_ports_no_way_leads_around_connect_and_bind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
