/* peer_watch.c - peers that leave, seen by the door itself.
 *
 * libmicrohttpd does not see it while a connection is suspended, and misses it
 * otherwise when the peer's last bytes and its end arrive together: it takes
 * a read that was not filled for the sign that there is nothing more, and
 * waits for the next edge. */
#include "host/http/http_server.h"

#include <sys/epoll.h>

#include "host/http/http_internal.h"

enum { POKE_MS = 10 };

static void left(void *self, uint32_t events)
{
    struct http_connection *conn = self;
    struct http_server *server = conn->server;

    (void)events;
    conn->peer_closed = true;
    if (conn->exchange && conn->exchange->suspended)
        http_exchange_abandon(conn->exchange);
    else if (server->peer_timer.due_ms == 0)
        timer_set(server->loop, &server->peer_timer, POKE_MS);
}

/* Reading is shut only where its end has come already: what was sent before
 * stays readable, and there is an edge. */
void peer_watch_fire(void *self)
{
    struct http_server *server = self;
    bool again = false;

    for (struct http_connection *conn = server->oldest; conn;
         conn = conn->newer) {
        if (!conn->peer_closed)
            continue;
        again = true;
        (void)shutdown(conn->fd, SHUT_RD);
        if (conn->exchange && conn->exchange->suspended)
            http_exchange_abandon(conn->exchange);
    }
    if (again)
        timer_set(server->loop, &server->peer_timer, POKE_MS);
}

void http_connection_watch_peer(struct http_connection *conn)
{
    struct error ignored;

    conn->peer_watch =
        (struct fd_watch){.fd = conn->fd, .on_ready = left, .self = conn};
    if (!event_loop_watch(conn->server->loop, &conn->peer_watch,
                          EPOLLRDHUP | EPOLLET, &ignored))
        conn->peer_watch.fd = -1;
}
