#include "host/http/http_connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/http/http_exchange.h"
#include "host/http/http_internal.h"
#include "host/http/listener.h"
#include "host/http/peer_socket.h"

enum { PEER_CHECK_MS = 10 };

static void list_unlink(struct http_connection *conn)
{
    struct http_server *server = conn->server;

    *(conn->older ? &conn->older->newer : &server->oldest) = conn->newer;
    *(conn->newer ? &conn->newer->older : &server->newest) = conn->older;
}

static void list_append(struct http_connection *conn)
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
    list_unlink(conn);
    list_append(conn);
}

/* The client has sent a whole request and then closed its side only: it waits
 * for the response, as `nc -N` does. */
static bool waits_half_closed(const struct http_connection *conn)
{
    const struct http_exchange *x = conn->exchange;

    return x && x->request_seen && !x->close_notified && !conn->hung_up &&
           peer_socket_is_held(conn->fd);
}

static void peer_left(void *self, uint32_t events)
{
    struct http_connection *conn = self;
    struct http_server *server = conn->server;

    (void)events;
    conn->peer_closed = true;
    if (conn->exchange && conn->exchange->suspended && !waits_half_closed(conn))
        http_exchange_abandon(conn->exchange);
    else if (server->peer_timer.due_ms == 0)
        timer_set(server->loop, &server->peer_timer, PEER_CHECK_MS);
}

/* libmicrohttpd does not notice that the peer has closed while a connection is
 * suspended. Otherwise it misses the close when it arrives together with the
 * peer's last bytes: it takes a short read as the sign that nothing is left,
 * and waits for the next edge of epoll. So peers are watched here as well. */
static void watch_peer(struct http_connection *conn)
{
    struct error ignored;

    conn->peer_watch =
        (struct fd_watch){.fd = conn->fd, .on_ready = peer_left, .self = conn};
    if (!event_loop_watch(conn->server->loop, &conn->peer_watch,
                          EPOLLRDHUP | EPOLLET, &ignored))
        conn->peer_watch.fd = -1;
}

/* Runs while peers have closed whose connections are still open. shutdown()
 * causes the edge that libmicrohttpd waits for. The peer has closed already, so
 * no bytes can be lost: those that it sent before stay readable. */
static void check_peers(void *self)
{
    struct http_server *server = self;
    bool again = false;

    for (struct http_connection *conn = server->oldest; conn;
         conn = conn->newer) {
        if (!conn->peer_closed)
            continue;
        again = true;
        if (waits_half_closed(conn))
            continue;
        (void)shutdown(conn->fd, SHUT_RD);
        if (conn->exchange && conn->exchange->suspended)
            http_exchange_abandon(conn->exchange);
    }
    if (again)
        timer_set(server->loop, &server->peer_timer, PEER_CHECK_MS);
}

struct http_connection *http_connection_open(struct http_server *server)
{
    struct http_connection *conn = mem_new(1, sizeof *conn);

    if (!conn)
        return NULL;
    conn->server = server;
    conn->handler = server->accepting_listener->handler;
    conn->serial = server->accepting_listener->serial;
    conn->is_private = server->accepting_listener->is_private;
    conn->fd = server->accepted;
    list_append(conn);
    server->connections++;
    watch_peer(conn);
    return conn;
}

void http_connection_close(struct http_connection *conn)
{
    struct http_server *server = conn->server;

    list_unlink(conn);
    event_loop_forget(server->loop, &conn->peer_watch);
    server->connections--;
    mem_free(conn);
}

/* libmicrohttpd notices that the socket is shut down. */
void http_connection_hang_up(struct http_connection *conn)
{
    conn->hung_up = true;
    (void)shutdown(conn->fd, SHUT_RDWR);
    http_connection_mark_active(conn);
}

void http_connection_init_timer(struct http_server *server)
{
    server->peer_timer = (struct timer){.on_fire = check_peers, .self = server};
}
