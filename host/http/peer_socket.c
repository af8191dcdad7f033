#include "host/http/peer_socket.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/base/text_words.h"

enum { ROW_SIZE = 512 };

struct ends {
    struct sockaddr_in peer;
    struct sockaddr_in own;
};

struct question {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
};

struct answer {
    struct nlmsghdr head;
    struct inet_diag_msg body;
    char rest[ROW_SIZE];
};

static bool find_ends(int fd, struct ends *ends)
{
    socklen_t size = sizeof ends->peer;
    socklen_t own_size = sizeof ends->own;

    return getpeername(fd, (struct sockaddr *)&ends->peer, &size) == 0 &&
           getsockname(fd, (struct sockaddr *)&ends->own, &own_size) == 0 &&
           ends->peer.sin_family == AF_INET && ends->own.sin_family == AF_INET;
}

static struct question question_about(const struct ends *ends)
{
    return (struct question){
        .head = {.nlmsg_len = sizeof(struct question),
                 .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                 .nlmsg_flags = NLM_F_REQUEST},
        .body = {
            .sdiag_family = AF_INET,
            .sdiag_protocol = IPPROTO_TCP,
            .idiag_states = ~0U,
            .id = {.idiag_sport = ends->peer.sin_port,
                   .idiag_dport = ends->own.sin_port,
                   .idiag_src = {ends->peer.sin_addr.s_addr},
                   .idiag_dst = {ends->own.sin_addr.s_addr},
                   .idiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE}}}};
}

static bool ask(int fd, const struct question *q, struct answer *answer)
{
    return send(fd, q, sizeof *q, 0) == (ssize_t)sizeof *q &&
           recv(fd, answer, sizeof *answer, MSG_DONTWAIT) >=
               (ssize_t)(sizeof answer->head + sizeof answer->body) &&
           answer->head.nlmsg_type == SOCK_DIAG_BY_FAMILY;
}

/* Not a socket that has begun to connect with the same port after the peer has
 * left, and not one that listens there. */
static bool is_connected(unsigned state)
{
    return state == TCP_ESTABLISHED || state == TCP_FIN_WAIT1 ||
           state == TCP_FIN_WAIT2 || state == TCP_CLOSE_WAIT;
}

/* A socket that no process holds has no inode, and the kernel names root. */
static bool find_by_diag(const struct question *q, struct peer_socket *peer)
{
    AUTO(int, fd_close)
    fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    struct answer answer;

    if (fd < 0 || !ask(fd, q, &answer))
        return false;
    *peer = (struct peer_socket){.user = answer.body.idiag_uid,
                                 .inode = answer.body.idiag_inode};
    return peer->inode != 0 && is_connected(answer.body.idiag_state);
}

/* "0100007F:1F90": the address as it is in memory, and the port. */
static bool is_address(const char *word, const struct sockaddr_in *address)
{
    char *colon;

    return strtoul(word, &colon, 16) == address->sin_addr.s_addr &&
           *colon == ':' &&
           strtoul(colon + 1, NULL, 16) == ntohs(address->sin_port);
}

/* Words: number, local, remote, state, queues, timer, retransmits, uid,
 * timeout, inode. */
static bool row_matches(const char *row, const struct ends *ends,
                        struct peer_socket *peer)
{
    peer->user = (uid_t)strtoul(text_word_at(row, 7), NULL, 10);
    peer->inode = strtoul(text_word_at(row, 9), NULL, 10);
    return is_address(text_word_at(row, 1), &ends->peer) &&
           is_address(text_word_at(row, 2), &ends->own) && peer->inode != 0 &&
           is_connected((unsigned)strtoul(text_word_at(row, 3), NULL, 16));
}

/* The same table as text, for kernels and containers without SOCK_DIAG. */
static bool find_by_text(const struct ends *ends, struct peer_socket *peer)
{
    char row[ROW_SIZE];
    FILE *file = fopen("/proc/self/net/tcp", "re");
    bool found = false;

    while (file && !found && fgets(row, sizeof row, file))
        found = row_matches(row, ends, peer);
    if (file)
        (void)fclose(file);
    return found;
}

/* The same for IPv6, which only callers use. */
static bool question_about_6(int fd, struct question *q)
{
    struct sockaddr_in6 peer = {.sin6_family = AF_UNSPEC};
    struct sockaddr_in6 own = {.sin6_family = AF_UNSPEC};
    const struct ends none = {.own = {.sin_family = AF_UNSPEC}};
    socklen_t size = sizeof peer;
    socklen_t own_size = sizeof own;

    if (getpeername(fd, (struct sockaddr *)&peer, &size) != 0 ||
        getsockname(fd, (struct sockaddr *)&own, &own_size) != 0 ||
        peer.sin6_family != AF_INET6)
        return false;
    *q = question_about(&none);
    q->body.sdiag_family = AF_INET6;
    q->body.id.idiag_sport = peer.sin6_port;
    q->body.id.idiag_dport = own.sin6_port;
    memcpy(q->body.id.idiag_src, &peer.sin6_addr, sizeof peer.sin6_addr);
    memcpy(q->body.id.idiag_dst, &own.sin6_addr, sizeof own.sin6_addr);
    return true;
}

bool peer_socket_is_held(int fd)
{
    struct ends ends = {.own = {.sin_family = AF_UNSPEC}};
    struct question q;
    struct peer_socket peer;

    if (find_ends(fd, &ends))
        q = question_about(&ends);
    else if (!question_about_6(fd, &q))
        return false;
    return find_by_diag(&q, &peer);
}

bool peer_socket_find(int fd, struct peer_socket *peer)
{
    struct ends ends = {.own = {.sin_family = AF_UNSPEC}};

    if (!find_ends(fd, &ends))
        return false;
    const struct question q = question_about(&ends);
    return find_by_diag(&q, peer) || find_by_text(&ends, peer);
}
