#include "host/http/peer_user.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"

enum { ROW_SIZE = 512 };

struct ends {
    struct sockaddr_in own; /* of the peer's socket: where it is */
    struct sockaddr_in other;
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
    socklen_t size = sizeof ends->own;
    socklen_t other_size = sizeof ends->other;

    return getpeername(fd, (struct sockaddr *)&ends->own, &size) == 0 &&
           getsockname(fd, (struct sockaddr *)&ends->other, &other_size) == 0 &&
           ends->own.sin_family == AF_INET && ends->other.sin_family == AF_INET;
}

static bool ask(int fd, const struct ends *ends, struct answer *answer)
{
    struct question q = {
        .head = {.nlmsg_len = sizeof q,
                 .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                 .nlmsg_flags = NLM_F_REQUEST},
        .body = {
            .sdiag_family = AF_INET,
            .sdiag_protocol = IPPROTO_TCP,
            .idiag_states = ~0U,
            .id = {.idiag_sport = ends->own.sin_port,
                   .idiag_dport = ends->other.sin_port,
                   .idiag_src = {ends->own.sin_addr.s_addr},
                   .idiag_dst = {ends->other.sin_addr.s_addr},
                   .idiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE}}}};

    return send(fd, &q, sizeof q, 0) == (ssize_t)sizeof q &&
           recv(fd, answer, sizeof *answer, MSG_DONTWAIT) >=
               (ssize_t)(sizeof answer->head + sizeof answer->body) &&
           answer->head.nlmsg_type == SOCK_DIAG_BY_FAMILY;
}

/* A socket without an inode has no holder; the kernel names root for it. */
static bool find_by_diag(const struct ends *ends, uid_t *user)
{
    AUTO(int, fd_close)
    fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    struct answer answer;

    if (fd < 0 || !ask(fd, ends, &answer))
        return false;
    *user = answer.body.idiag_uid;
    return answer.body.idiag_inode != 0;
}

static bool row_matches(const char *row, const struct ends *ends, uid_t *user)
{
    unsigned own;
    unsigned own_port;
    unsigned other;
    unsigned other_port;
    unsigned found;
    unsigned long inode;

    if (sscanf(row, "%*d: %8x:%4x %8x:%4x %*x %*x:%*x %*x:%*x %*x %u %*d %lu",
               &own, &own_port, &other, &other_port, &found, &inode) != 6 ||
        own != ends->own.sin_addr.s_addr ||
        own_port != ntohs(ends->own.sin_port) ||
        other != ends->other.sin_addr.s_addr ||
        other_port != ntohs(ends->other.sin_port))
        return false;
    *user = found;
    return inode != 0;
}

/* The same table as text, for kernels and containers without SOCK_DIAG. */
static bool find_by_text(const struct ends *ends, uid_t *user)
{
    char row[ROW_SIZE];
    FILE *file = fopen("/proc/self/net/tcp", "re");
    bool found = false;

    while (file && !found && fgets(row, sizeof row, file))
        found = row_matches(row, ends, user);
    if (file)
        (void)fclose(file);
    return found;
}

bool peer_user_find(int fd, uid_t *user)
{
    struct ends ends;

    return find_ends(fd, &ends) &&
           (find_by_diag(&ends, user) || find_by_text(&ends, user));
}
