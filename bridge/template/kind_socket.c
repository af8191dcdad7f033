#include "bridge/template/kind_socket.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "bridge/template/kind.h"
#include "bridge/template/system_call.h"

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
    unsigned char bytes[sizeof(struct sockaddr_un) + 1]; /* ends in a 0 */
};

/* The address of the socket (SYS_getsockname) or of its peer; its length, or 0
 * without one. */
static unsigned ask(long call, int fd, union address *address)
{
    unsigned length = sizeof *address - 1;
    *address = (union address){.bytes = {0}};
    return system_call(call, fd, (long)address, (long)&length, 0, 0, 0) < 0
               ? 0
               : length;
}

static void add_port(struct line *line, in_port_t port)
{
    line_add(line, ":");
    line_add_number(line, (unsigned long)(port >> 8 | (port & 255) << 8), 10);
}

static void add_address(struct line *line, const union address *address)
{
    const unsigned char *v4 = (const void *)&address->v4.sin_addr;
    const unsigned char *v6 = address->v6.sin6_addr.s6_addr;
    switch (address->any.sa_family) {
    case AF_INET:
        for (int i = 0; i < 4; i++) {
            line_add(line, i ? "." : "");
            line_add_number(line, v4[i], 10);
        }
        add_port(line, address->v4.sin_port);
        return;
    case AF_INET6:
        for (int i = 0; i < 16; i += 2) {
            line_add(line, i ? ":" : "[");
            line_add_number(line, (unsigned long)v6[i] << 8 | v6[i + 1], 16);
        }
        line_add(line, "]");
        add_port(line, address->v6.sin6_port);
        return;
    case AF_UNIX:
        line_add(line, address->local.sun_path[0] ? "" : "@");
        line_add(line,
                 address->local.sun_path + (address->local.sun_path[0] == 0));
        return;
    default:
        line_add(line, "family ");
        line_add_number(line, address->any.sa_family, 10);
    }
}

static bool refuse(const struct descriptor *this, struct line *why)
{
    union address own, peer;
    struct line address = {.length = 0};
    unsigned own_length = ask(SYS_getsockname, this->fd, &own);
    bool connected = ask(SYS_getpeername, this->fd, &peer) > 0;
    bool named = own_length > sizeof own.any.sa_family;
    line_add(&address, connected ? "peer " : "");
    if (connected && peer.any.sa_family == AF_UNIX && !peer.local.sun_path[1])
        line_add(&address, "without a name");
    else
        add_address(&address, connected ? &peer : &own);
    const char *what = connected ? "a connected socket" : "a socket";
    int listens = 0;
    unsigned size = sizeof listens;
    SYS(SYS_getsockopt, this->fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
    if (listens)
        what = "a listening socket";
    return kind_refuse_as(why, what,
                          named || connected ? address.text : "no name");
}

/* Gives a nameless Unix socket a name that the kernel chooses, because a pair
 * can only be told by the name of the peer. */
bool socket_plan(struct descriptors *all, struct descriptor *this,
                 struct line *why)
{
    (void)all;
    union address own;
    sa_family_t nameless = AF_UNIX;
    if (ask(SYS_getsockname, this->fd, &own) != sizeof nameless ||
        own.any.sa_family != AF_UNIX ||
        SYS(SYS_bind, this->fd, &nameless, sizeof nameless) < 0)
        return refuse(this, why);
    unsigned length = ask(SYS_getsockname, this->fd, &own);
    unsigned size = sizeof this->plan.socket.type;
    if (length > sizeof this->plan.socket.name ||
        SYS(SYS_getsockopt, this->fd, SOL_SOCKET, SO_TYPE,
            &this->plan.socket.type, &size) < 0)
        return refuse(this, why);
    this->plan.socket.name_length = length;
    memcpy(this->plan.socket.name, &own, length);
    return true;
}

bool socket_join(struct descriptors *all, struct descriptor *this,
                 struct line *why)
{
    union address peer;
    unsigned length = ask(SYS_getpeername, this->fd, &peer);
    const struct descriptor *found = NULL;
    for (unsigned i = 0; i < all->count && length; i++) {
        const struct descriptor *that = &all->descriptor[i];
        if (that->kind == this->kind && !that->twin &&
            that->plan.socket.name_length == length &&
            memcmp(that->plan.socket.name, &peer, length) == 0)
            found = that;
    }
    if (!found || found == this)
        return refuse(this, why);
    struct pollfd state = {.fd = this->fd, .events = POLLIN | POLLRDHUP};
    struct timespec now = {0};
    if (SYS(SYS_ppoll, &state, 1, &now, NULL, 0) != 0)
        return kind_refuse_as(why, "a pair of sockets",
                              "it holds data or is closed on one side");
    this->plan.socket.peer = found < this ? NULL : found;
    return true;
}

/* The first of the two makes both. */
bool socket_renew(const struct descriptors *all, const struct descriptor *this)
{
    (void)all;
    const struct descriptor *peer = this->plan.socket.peer;
    int type = this->plan.socket.type | SOCK_CLOEXEC;
    int ends[2] = {-1, -1};
    if (!peer)
        return true;
    return SYS(SYS_socketpair, AF_UNIX, type, 0, ends) == 0 &&
           kind_place(ends[0], this) && kind_place(ends[1], peer) &&
           kind_set_flags(this) && kind_set_flags(peer);
}
