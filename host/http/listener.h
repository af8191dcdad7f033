/* listener.h - a listening socket of an HTTP server: TCP, or a UNIX socket that
 * its owner has made. */
#ifndef DAYFLY_HOST_HTTP_LISTENER_H
#define DAYFLY_HOST_HTTP_LISTENER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "common/error.h"
#include "host/base/event_loop.h"

struct http_handler;
struct http_server;

struct listener {
    struct fd_watch watch;
    struct http_server *server;
    const struct http_handler *handler; /* borrowed while http_server_serves */
    uint64_t serial;                    /* given to each of its requests */
    int port;        /* of TCP; chosen by the kernel if 0 was asked */
    bool is_private; /* a UNIX socket */
};

/* False with err set; the listener is closed. */
bool listener_open(struct listener *l, struct http_server *server,
                   const struct http_handler *handler,
                   const struct sockaddr *addr, socklen_t size,
                   struct error *err);
/* The same with a TCP socket that listens. It becomes the listener's. */
bool listener_open_given(struct listener *l, struct http_server *server,
                         const struct http_handler *handler, int fd,
                         struct error *err);
/* The same for a UNIX socket that listens. It becomes the listener's. */
bool listener_open_private(struct listener *l, struct http_server *server,
                           const struct http_handler *handler, int fd,
                           struct error *err);
/* Accepts the connections that wait now. */
void listener_accept_all(struct listener *l);
/* Accepted connections stay open. Safe twice. */
void listener_close(struct listener *l);

#endif
