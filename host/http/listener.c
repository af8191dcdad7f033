#include "host/http/listener.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>

#include "common/fd.h"
#include "host/http/http_internal.h"
#include "host/http/http_pace.h"

enum { BACKLOG = 1024 };

/* False: there was none, or no place for it. */
static bool accept_one(struct listener *l)
{
    struct http_server *server = l->server;
    struct sockaddr_storage addr;
    socklen_t size = sizeof addr;
    int on = 1;
    int fd = accept4(l->watch.fd, (struct sockaddr *)&addr, &size,
                     SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            http_pace_make_room(server);
        return false;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (server->connections >= server->limits.connections) {
        http_pace_make_room(server);
        server->resumed = true;
        http_server_flush(server);
    }
    server->accepting_listener = l;
    server->accepted = fd;
    /* A client over a UNIX socket has no address. */
    (void)MHD_add_connection(server->mhd, fd, (struct sockaddr *)&addr,
                             l->is_private ? 0 : size);
    server->resumed = true;
    http_pace_watch(server);
    return true;
}

static void on_ready(void *self, uint32_t events)
{
    (void)events;
    (void)accept_one(self);
}

void listener_accept_all(struct listener *l)
{
    for (int i = 0; i < BACKLOG && l->watch.fd >= 0 && accept_one(l); i++)
        ;
}

static bool bind_and_listen(int fd, const struct sockaddr *addr, socklen_t size,
                            struct error *err)
{
    int on = 1;

    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, addr, size) != 0 || listen(fd, BACKLOG) != 0)
        return error_set_errno(err, "cannot listen at this address");
    return true;
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
    } addr = {.in6 = {.sin6_family = AF_INET6}};
    socklen_t size = sizeof addr;

    (void)getsockname(fd, &addr.any, &size);
    return ntohs(addr.any.sa_family == AF_INET6 ? addr.in6.sin6_port
                                                : addr.in.sin_port);
}

static bool use(struct listener *l, struct http_server *server,
                const struct http_handler *handler, int fd, struct error *err)
{
    l->watch = (struct fd_watch){.fd = fd, .on_ready = on_ready, .self = l};
    l->server = server;
    l->handler = handler;
    if (event_loop_watch(server->loop, &l->watch, EPOLLIN, err))
        return true;
    fd_close(&l->watch.fd);
    return false;
}

bool listener_open(struct listener *l, struct http_server *server,
                   const struct http_handler *handler,
                   const struct sockaddr *addr, socklen_t size,
                   struct error *err)
{
    int fd =
        socket(addr->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return error_set_errno(err, "cannot create a socket");
    l->watch.fd = -1;
    if (!bind_and_listen(fd, addr, size, err)) {
        fd_close(&fd);
        return false;
    }
    l->port = port_of(fd);
    return use(l, server, handler, fd, err);
}

bool listener_open_given(struct listener *l, struct http_server *server,
                         const struct http_handler *handler, int fd,
                         struct error *err)
{
    l->port = port_of(fd);
    return use(l, server, handler, fd, err);
}

bool listener_open_private(struct listener *l, struct http_server *server,
                           const struct http_handler *handler, int fd,
                           struct error *err)
{
    l->is_private = true;
    return use(l, server, handler, fd, err);
}

void listener_close(struct listener *l)
{
    int fd = l->watch.fd;

    if (fd < 0 || !l->server)
        return;
    event_loop_forget(l->server->loop, &l->watch);
    fd_close(&fd);
}
