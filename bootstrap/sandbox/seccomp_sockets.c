#include "bootstrap/sandbox/seccomp_sockets.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "bootstrap/sandbox/seccomp_steps.h"
#include "common/compiler.h"

enum { UDP_GRANTS = 4 };
/* TCP_ULP, which changes the protocol of a TCP socket, and MSG_FASTOPEN: not
 * every C library has them. */
enum { ATTACH_PROTOCOL = 31, FAST_OPEN = 0x20000000 };

/* Landlock knows the ports of TCP only, so UDP, the last ones, is all or
 * nothing. The C library asks NETLINK_ROUTE for the machine's addresses. MPTCP,
 * SCTP and SMC would reach any port; AF_UNIX any service of the machine. */
static const struct seccomp_grant of_ports[] = {
    {{AF_INET, SOCK_STREAM, 0}},
    {{AF_INET, SOCK_STREAM, IPPROTO_TCP}},
    {{AF_INET6, SOCK_STREAM, 0}},
    {{AF_INET6, SOCK_STREAM, IPPROTO_TCP}},
    {{AF_NETLINK, SOCK_RAW, NETLINK_ROUTE}},
    {{AF_NETLINK, SOCK_DGRAM, NETLINK_ROUTE}},
    {{AF_INET, SOCK_DGRAM, 0}},
    {{AF_INET, SOCK_DGRAM, IPPROTO_UDP}},
    {{AF_INET6, SOCK_DGRAM, 0}},
    {{AF_INET6, SOCK_DGRAM, IPPROTO_UDP}},
};

/* A pair of datagram sockets is not closed: each can send to, and connect to,
 * a third one by its path. SOCK_RAW makes such a pair as well. */
static const struct seccomp_grant of_pairs[] = {
    {{AF_UNIX, SOCK_STREAM, SECCOMP_ANY_PROTOCOL}},
    {{AF_UNIX, SOCK_SEQPACKET, SECCOMP_ANY_PROTOCOL}},
};

static void add_ports(struct seccomp_filter *filter, bool udp)
{
    /* Landlock asks for the port in connect(2) and bind(2) only. These reach
     * one, or listen on one, without them. */
    static const struct seccomp_refusal ways[] = {
        {SYS_sendto, 3, HAS, FAST_OPEN},
        {SYS_sendmsg, 2, HAS, FAST_OPEN},
        {SYS_sendmmsg, 3, HAS, FAST_OPEN},
        {SYS_setsockopt, 2, IS, ATTACH_PROTOCOL},
    };

    seccomp_allow_only(filter, SYS_socket, of_ports,
                       COUNT(of_ports) - (udp ? 0 : UDP_GRANTS), EACCES);
    seccomp_refuse(filter, SYS_listen, EACCES);
    for (size_t i = 0; i < COUNT(ways); i++)
        seccomp_refuse_if(filter, &ways[i], EOPNOTSUPP);
}

void seccomp_add_sockets(struct seccomp_filter *filter,
                         enum seccomp_sockets sockets)
{
    if (sockets == SOCKETS_ALL)
        return;
    seccomp_allow_only(filter, SYS_socketpair, of_pairs, COUNT(of_pairs),
                       EACCES);
    if (sockets == SOCKETS_NONE)
        seccomp_refuse(filter, SYS_socket, EACCES);
    else
        add_ports(filter, sockets == SOCKETS_PORTS_UDP);
}
