/* http_internal.h - what the rooms of a door share, and nobody else
 * sees: the daemon, its connections, and the requests on them. */
#ifndef DAYFLY_HOST_HTTP_HTTP_INTERNAL_H
#define DAYFLY_HOST_HTTP_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "host/http/http_server.h"
#include "host/http/request_filter.h"

/* One connection. */
struct http_connection {
    struct http_connection
        *newer; /* by the time of its last complete request */
    struct http_connection *older;
    struct http_server *server;
    const struct http_handler *handler;
    uint64_t serial;
    int fd;
    int64_t idle_since_ms; /* when it began to be without a complete request */
    struct http_exchange *exchange; /* the request being served; or NULL */
    struct fd_watch peer_watch;
    bool peer_closed; /* the peer sends nothing more */
};

struct http_exchange {
    struct http_request request;
    struct buf target;
    struct MHD_Connection *mhd;
    struct http_connection *connection;
    struct MHD_Response *response;
    struct http_body_source source; /* of a live answer */
    unsigned status;
    bool headers_seen;   /* the headers are in */
    bool streamed_body;  /* the service takes the body in pieces */
    bool body_paused;    /* rests within its body, until there is room */
    bool request_seen;   /* by the service */
    bool close_notified; /* gone */
    bool close_after;    /* the connection is closed after it */
    bool suspended;
};

struct http_server {
    struct MHD_Daemon *mhd;
    struct event_loop *loop;
    struct fd_watch watch; /* the daemon's own epoll */
    struct loop_hook hook;
    struct timer idle_timer;
    struct timer peer_timer;
    struct http_limits limits;
    const struct listener *accepting_listener;
    int accepted;
    unsigned connections;
    unsigned exchanges;
    struct http_connection *oldest;
    struct http_connection *newest;
    bool resumed; /* since the daemon last ran */
    bool running; /* it does now */
};

/* Starts the daemon. */
bool http_server_start(struct http_server *server);
/* Once. */
void http_exchange_notify_closed(struct http_exchange *x);
/* Rests until it is answered, or has more to say. */
void http_exchange_suspend(struct http_exchange *x);
/* Rests within its body until http_request_resume. */
void http_exchange_pause_body(struct http_exchange *x);
/* Gives the answer that was made to the daemon. */
enum MHD_Result http_exchange_send(struct http_exchange *x);
/* Nobody waits for the answer any more; nothing when it does not rest. */
void http_exchange_abandon(struct http_exchange *x);
/* MHD_NotifyConnectionCallback */
void http_connection_changed(void *self, struct MHD_Connection *mhd,
                             void **context,
                             enum MHD_ConnectionNotificationCode what);
/* Begins to watch for the peer's leaving. */
void http_connection_watch_peer(struct http_connection *conn);
/* Fires when peers have left whose connections are still there. */
void peer_watch_fire(void *self);
/* The line has just ended a request. */
void http_connection_mark_active(struct http_connection *conn);

#endif
