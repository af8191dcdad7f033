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

static void line_unlink(struct http_connection *line)
{
    struct http_server *d = line->door;

    *(line->older ? &line->older->newer : &d->oldest) = line->newer;
    *(line->newer ? &line->newer->older : &d->newest) = line->older;
}

static void line_append(struct http_connection *line)
{
    struct http_server *d = line->door;

    line->since_ms = clock_mono_ms();
    line->newer = NULL;
    line->older = d->newest;
    *(d->newest ? &d->newest->newer : &d->oldest) = line;
    d->newest = line;
}

void http_connection_mark_active(struct http_connection *line)
{
    line_unlink(line);
    line_append(line);
}

void http_connection_changed(void *self, struct MHD_Connection *mhd,
                             void **context,
                             enum MHD_ConnectionNotificationCode what)
{
    struct http_server *d = self;
    struct http_connection *line = *context;

    (void)mhd;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        line = mem_new(1, sizeof *line);
        if (line) {
            line->door = d;
            line->service = d->accepting->service;
            line->serial = d->accepting->serial;
            line->fd = d->accepted;
            line_append(line);
            d->lines++;
            http_connection_watch_peer(line);
        }
    } else if (line) {
        line_unlink(line);
        event_loop_forget(d->loop, &line->peer);
        d->lines--;
        mem_free(line);
        line = NULL;
    }
    *context = line;
}

/* The peer sees the end, and so does the daemon, which then forgets it. */
static void hang_up(struct http_connection *line)
{
    (void)shutdown(line->fd, SHUT_RDWR);
    http_connection_mark_active(line);
}

/* Whether a request is only dripping in cannot be seen from here while its
 * headers are incomplete, so what counts is the time since the last complete
 * one. */
static void sweep(void *self)
{
    struct http_server *d = self;
    int64_t limit_ms = (int64_t)d->limits.idle_s * 1000;

    for (unsigned i = d->lines; i > 0 && d->oldest; i--) {
        struct http_connection *line = d->oldest;
        if (clock_mono_ms() - line->since_ms < limit_ms)
            break;
        if (line->exchange)
            http_connection_mark_active(line);
        else
            hang_up(line);
    }
    if (d->lines > 0)
        timer_set(d->loop, &d->sweep, SWEEP_MS);
}

static void close_idlest(struct http_server *d)
{
    struct http_connection *line = d->oldest;

    while (line && line->exchange)
        line = line->newer;
    if (line)
        hang_up(line);
}

static void accept_one(void *self, uint32_t events)
{
    struct listener *l = self;
    struct http_server *d = l->door;
    struct sockaddr_storage addr;
    socklen_t size = sizeof addr;
    int on = 1;

    (void)events;
    int fd = accept4(l->watch.fd, (struct sockaddr *)&addr, &size,
                     SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            close_idlest(d);
        return;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (d->lines >= d->limits.connections)
        close_idlest(d);
    d->accepting = l;
    d->accepted = fd;
    (void)MHD_add_connection(d->mhd, fd, (struct sockaddr *)&addr, size);
    d->resumed = true;
    if (d->limits.idle_s && d->sweep.due_ms == 0)
        timer_set(d->loop, &d->sweep, SWEEP_MS);
}

static void door_run(struct http_server *d)
{
    d->running = true;
    do {
        d->resumed = false;
        (void)MHD_run(d->mhd);
    } while (d->resumed);
    d->running = false;
}

void http_server_flush(struct http_server *d)
{
    if (d->resumed && !d->running)
        door_run(d);
}

static void door_ready(void *self, uint32_t events)
{
    (void)events;
    door_run(self);
}

static int64_t door_turn(void *self)
{
    struct http_server *d = self;
    MHD_UNSIGNED_LONG_LONG wait = 0;

    if (d->resumed)
        door_run(d);
    if (MHD_get_timeout(d->mhd, &wait) != MHD_YES)
        return -1;
    if (wait == 0)
        d->resumed = true;
    return wait > INT32_MAX ? INT32_MAX : (int64_t)wait;
}

static bool door_join(struct http_server *d, struct error *f)
{
    if (!http_server_start(d))
        return error_set_errno(f, "cannot start the HTTP server");
    d->watch = (struct fd_watch){
        .fd = MHD_get_daemon_info(d->mhd, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
        .ready = door_ready,
        .self = d,
    };
    return event_loop_watch(d->loop, &d->watch, EPOLLIN, f);
}

struct http_server *http_server_open(struct event_loop *loop,
                                     const struct http_limits *limits,
                                     struct error *f)
{
    struct http_server *d = mem_new(1, sizeof *d);

    if (!d) {
        (void)error_set(f, "memory is short");
        return NULL;
    }
    *d = (struct http_server){.loop = loop, .limits = *limits};
    d->sweep = (struct timer){.fire = sweep, .self = d};
    d->poke = (struct timer){.fire = peer_watch_fire, .self = d};
    d->errand = (struct loop_hook){.turn = door_turn, .self = d};
    if (!door_join(d, f)) {
        http_server_close(d);
        return NULL;
    }
    event_loop_add_hook(loop, &d->errand);
    return d;
}

void http_server_close(struct http_server *d)
{
    if (!d)
        return;
    event_loop_forget(d->loop, &d->watch);
    timer_clear(d->loop, &d->sweep);
    for (struct http_connection *line = d->oldest; line; line = line->newer) {
        if (line->exchange)
            http_exchange_abandon(line->exchange);
        (void)shutdown(line->fd, SHUT_RDWR);
    }
    if (d->mhd) {
        door_run(d);
        MHD_stop_daemon(d->mhd);
    }
    timer_clear(d->loop, &d->poke);
    mem_free(d);
}

bool http_server_is_busy(const struct http_server *d)
{
    return d->exchanges > 0;
}

static bool bind_and_listen(int fd, const struct sockaddr *addr, socklen_t size,
                            struct error *f)
{
    int on = 1;

    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, addr, size) != 0 || listen(fd, BACKLOG) != 0)
        return error_set_errno(f, "cannot listen there");
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

bool listener_open(struct listener *l, struct http_server *d,
                   const struct http_handler *service,
                   const struct sockaddr *addr, socklen_t size, struct error *f)
{
    int fd =
        socket(addr->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return error_set_errno(f, "cannot make a socket");
    l->watch = (struct fd_watch){.fd = fd, .ready = accept_one, .self = l};
    l->door = d;
    l->service = service;
    if (!bind_and_listen(fd, addr, size, f) ||
        !event_loop_watch(d->loop, &l->watch, EPOLLIN, f)) {
        fd_close(&l->watch.fd);
        return false;
    }
    l->port = port_of(fd);
    return true;
}

void listener_close(struct listener *l)
{
    int fd = l->watch.fd;

    if (fd < 0 || !l->door)
        return;
    event_loop_forget(l->door->loop, &l->watch);
    fd_close(&fd);
}
