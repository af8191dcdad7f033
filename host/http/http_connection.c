/* http_connection.c - the connections of a door: accepted, kept in the order of
 * their idleness, closed when they are idle too long or too many. */
#include "host/http/http_server.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "host/http/http_internal.h"

enum { SWEEP_MS = 1000, BACKLOG = 1024 };

static void line_unlink(struct http_connection *conn)
{
    struct http_server *server = conn->server;

    *(conn->older ? &conn->older->newer : &server->oldest) = conn->newer;
    *(conn->newer ? &conn->newer->older : &server->newest) = conn->older;
}

static void line_append(struct http_connection *conn)
{
    struct http_server *server = conn->server;

    conn->idle_since_ms = clock_mono_ms();
    conn->newer = NULL;
    conn->older = server->newest;
    *(server->newest ? &server->newest->newer : &server->oldest) = conn;
    server->newest = conn;
}

void http_connection_mark_active(struct http_connection *conn)
{
    line_unlink(conn);
    line_append(conn);
}

void http_connection_changed(void *self, struct MHD_Connection *mhd,
                             void **context,
                             enum MHD_ConnectionNotificationCode what)
{
    struct http_server *server = self;
    struct http_connection *conn = *context;

    (void)mhd;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        conn = mem_new(1, sizeof *conn);
        if (conn) {
            conn->server = server;
            conn->handler = server->accepting_listener->handler;
            conn->serial = server->accepting_listener->serial;
            conn->fd = server->accepted;
            line_append(conn);
            server->connections++;
            http_connection_watch_peer(conn);
        }
    } else if (conn) {
        line_unlink(conn);
        event_loop_forget(server->loop, &conn->peer_watch);
        server->connections--;
        mem_free(conn);
        conn = NULL;
    }
    *context = conn;
}

/* The peer sees the end, and so does the daemon, which then forgets it. */
static void hang_up(struct http_connection *conn)
{
    (void)shutdown(conn->fd, SHUT_RDWR);
    http_connection_mark_active(conn);
}

/* Whether a request is only dripping in cannot be seen from here while its
 * headers are incomplete, so what counts is the time since the last complete
 * one. */
static void sweep(void *self)
{
    struct http_server *server = self;
    int64_t limit_ms = (int64_t)server->limits.idle_s * 1000;

    for (unsigned i = server->connections; i > 0 && server->oldest; i--) {
        struct http_connection *conn = server->oldest;
        if (clock_mono_ms() - conn->idle_since_ms < limit_ms)
            break;
        if (conn->exchange)
            http_connection_mark_active(conn);
        else
            hang_up(conn);
    }
    if (server->connections > 0)
        timer_set(server->loop, &server->idle_timer, SWEEP_MS);
}

static void close_idlest(struct http_server *server)
{
    struct http_connection *conn = server->oldest;

    while (conn && conn->exchange)
        conn = conn->newer;
    if (conn)
        hang_up(conn);
}

static void accept_one(void *self, uint32_t events)
{
    struct listener *l = self;
    struct http_server *server = l->server;
    struct sockaddr_storage addr;
    socklen_t size = sizeof addr;
    int on = 1;

    (void)events;
    int fd = accept4(l->watch.fd, (struct sockaddr *)&addr, &size,
                     SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            close_idlest(server);
        return;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (server->connections >= server->limits.connections)
        close_idlest(server);
    server->accepting_listener = l;
    server->accepted = fd;
    (void)MHD_add_connection(server->mhd, fd, (struct sockaddr *)&addr, size);
    server->resumed = true;
    if (server->limits.idle_s && server->idle_timer.due_ms == 0)
        timer_set(server->loop, &server->idle_timer, SWEEP_MS);
}

static void door_run(struct http_server *server)
{
    server->running = true;
    do {
        server->resumed = false;
        (void)MHD_run(server->mhd);
    } while (server->resumed);
    server->running = false;
}

void http_server_flush(struct http_server *server)
{
    if (server->resumed && !server->running)
        door_run(server);
}

static void door_ready(void *self, uint32_t events)
{
    (void)events;
    door_run(self);
}

static int64_t door_turn(void *self)
{
    struct http_server *server = self;
    MHD_UNSIGNED_LONG_LONG wait = 0;

    if (server->resumed)
        door_run(server);
    if (MHD_get_timeout(server->mhd, &wait) != MHD_YES)
        return -1;
    if (wait == 0)
        server->resumed = true;
    return wait > INT32_MAX ? INT32_MAX : (int64_t)wait;
}

static bool door_join(struct http_server *server, struct error *err)
{
    if (!http_server_start(server))
        return error_set_errno(err, "cannot start the HTTP server");
    server->watch = (struct fd_watch){
        .fd = MHD_get_daemon_info(server->mhd, MHD_DAEMON_INFO_EPOLL_FD)
                  ->epoll_fd,
        .on_ready = door_ready,
        .self = server,
    };
    return event_loop_watch(server->loop, &server->watch, EPOLLIN, err);
}

struct http_server *http_server_open(struct event_loop *loop,
                                     const struct http_limits *limits,
                                     struct error *err)
{
    struct http_server *server = mem_new(1, sizeof *server);

    if (!server) {
        (void)error_set(err, "memory is short");
        return NULL;
    }
    *server = (struct http_server){.loop = loop, .limits = *limits};
    server->idle_timer = (struct timer){.on_fire = sweep, .self = server};
    server->peer_timer =
        (struct timer){.on_fire = peer_watch_fire, .self = server};
    server->hook = (struct loop_hook){.run = door_turn, .self = server};
    if (!door_join(server, err)) {
        http_server_close(server);
        return NULL;
    }
    event_loop_add_hook(loop, &server->hook);
    return server;
}

void http_server_close(struct http_server *server)
{
    if (!server)
        return;
    event_loop_forget(server->loop, &server->watch);
    timer_clear(server->loop, &server->idle_timer);
    for (struct http_connection *conn = server->oldest; conn;
         conn = conn->newer) {
        if (conn->exchange)
            http_exchange_abandon(conn->exchange);
        (void)shutdown(conn->fd, SHUT_RDWR);
    }
    if (server->mhd) {
        door_run(server);
        MHD_stop_daemon(server->mhd);
    }
    timer_clear(server->loop, &server->peer_timer);
    mem_free(server);
}

bool http_server_is_busy(const struct http_server *server)
{
    return server->exchanges > 0;
}

static bool bind_and_listen(int fd, const struct sockaddr *addr, socklen_t size,
                            struct error *err)
{
    int on = 1;

    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, addr, size) != 0 || listen(fd, BACKLOG) != 0)
        return error_set_errno(err, "cannot listen there");
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

bool listener_open(struct listener *l, struct http_server *server,
                   const struct http_handler *handler,
                   const struct sockaddr *addr, socklen_t size,
                   struct error *err)
{
    int fd =
        socket(addr->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return error_set_errno(err, "cannot make a socket");
    l->watch = (struct fd_watch){.fd = fd, .on_ready = accept_one, .self = l};
    l->server = server;
    l->handler = handler;
    if (!bind_and_listen(fd, addr, size, err) ||
        !event_loop_watch(server->loop, &l->watch, EPOLLIN, err)) {
        fd_close(&l->watch.fd);
        return false;
    }
    l->port = port_of(fd);
    return true;
}

void listener_close(struct listener *l)
{
    int fd = l->watch.fd;

    if (fd < 0 || !l->server)
        return;
    event_loop_forget(l->server->loop, &l->watch);
    fd_close(&fd);
}
