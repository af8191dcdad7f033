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
    struct line *line = self;
    struct door *d = line->door;

    (void)events;
    line->left = true;
    if (line->exchange && line->exchange->parked)
        exchange_abandon(line->exchange);
    else if (d->poke.due_ms == 0)
        timer_set(d->loop, &d->poke, POKE_MS);
}

/* Reading is shut only where its end has come already: what was sent before
 * stays readable, and there is an edge. */
void door_poke(void *self)
{
    struct door *d = self;
    bool again = false;

    for (struct line *line = d->oldest; line; line = line->newer) {
        if (!line->left)
            continue;
        again = true;
        (void)shutdown(line->fd, SHUT_RD);
        if (line->exchange && line->exchange->parked)
            exchange_abandon(line->exchange);
    }
    if (again)
        timer_set(d->loop, &d->poke, POKE_MS);
}

void line_watch(struct line *line)
{
    struct fault ignored;

    line->peer = (struct watch){.fd = line->fd, .ready = left, .self = line};
    if (!loop_watch(line->door->loop, &line->peer, EPOLLRDHUP | EPOLLET,
                    &ignored))
        line->peer.fd = -1;
}
