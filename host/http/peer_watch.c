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
    struct http_connection *line = self;
    struct http_server *d = line->door;

    (void)events;
    line->left = true;
    if (line->exchange && line->exchange->parked)
        http_exchange_abandon(line->exchange);
    else if (d->poke.due_ms == 0)
        timer_set(d->loop, &d->poke, POKE_MS);
}

/* Reading is shut only where its end has come already: what was sent before
 * stays readable, and there is an edge. */
void peer_watch_fire(void *self)
{
    struct http_server *d = self;
    bool again = false;

    for (struct http_connection *line = d->oldest; line; line = line->newer) {
        if (!line->left)
            continue;
        again = true;
        (void)shutdown(line->fd, SHUT_RD);
        if (line->exchange && line->exchange->parked)
            http_exchange_abandon(line->exchange);
    }
    if (again)
        timer_set(d->loop, &d->poke, POKE_MS);
}

void http_connection_watch_peer(struct http_connection *line)
{
    struct error ignored;

    line->peer = (struct fd_watch){.fd = line->fd, .ready = left, .self = line};
    if (!event_loop_watch(line->door->loop, &line->peer, EPOLLRDHUP | EPOLLET,
                          &ignored))
        line->peer.fd = -1;
}
