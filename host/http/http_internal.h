/* http_internal.h - the structs that the units of host/http share. */
#ifndef DAYFLY_HOST_HTTP_HTTP_INTERNAL_H
#define DAYFLY_HOST_HTTP_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/base/event_loop.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"
#include "host/http/http_server.h"

struct http_connection {
    struct http_connection *newer; /* in the order of idle_since_ms */
    struct http_connection *older;
    struct http_server *server;
    const struct http_handler *handler;
    uint64_t serial;
    int fd;
    int64_t idle_since_ms; /* when it was accepted, or its last request ended */
    struct http_exchange *exchange; /* the current request; or NULL */
    struct fd_watch peer_watch;
    bool peer_closed; /* the client sends nothing more, or has gone */
    bool is_private;  /* over a UNIX socket */
    bool is_trusted;  /* http_request_trust */
    bool hung_up;     /* shut down here; libmicrohttpd will notice */
};

struct http_exchange {
    struct http_request request;
    struct buf target;
    struct MHD_Connection *mhd;
    struct http_connection *connection;
    struct MHD_Response *response; /* not yet handed to libmicrohttpd */
    uint64_t gate_due; /* the response waits for this number; 0: for nothing */
    struct http_body_source source; /* of a streamed response */
    unsigned status;
    bool headers_seen;     /* the request's headers are complete */
    bool streamed_body;    /* the handler takes the body in pieces */
    bool drops_body;       /* the handler does not want the body */
    bool body_paused;      /* suspended until the handler takes more of it */
    bool request_seen;     /* on_request, on_abort or on_reject was called */
    bool close_notified;   /* on_close was called, or is not due */
    bool close_after;      /* the connection ends with this response */
    bool suspended;        /* until there is a response, or more of it */
    bool sending;          /* libmicrohttpd has the response */
    int file;              /* which the kernel sends, libmicrohttpd's; or -1 */
    uint64_t file_end;     /* the byte of it behind the last one */
    int64_t body_since_ms; /* when the headers were complete */
    int64_t lag_ms;        /* how long the client has been too slow */
    uint64_t paced_bytes;  /* of its body or response, when last looked at */
};

struct http_server {
    struct MHD_Daemon *mhd;
    struct event_loop *loop;
    struct fd_watch watch; /* libmicrohttpd's own epoll descriptor */
    struct loop_hook hook;
    struct timer idle_timer;
    struct timer peer_timer;
    struct http_limits limits;
    const struct listener *accepting_listener; /* of the accept under way */
    int accepted;                              /* its socket */
    unsigned connections;
    unsigned exchanges;
    struct http_connection *oldest; /* idle for the longest time */
    struct http_connection *newest;
    bool is_secure; /* by TLS */
    bool ending;    /* no request follows on a connection */
    bool resumed;   /* since libmicrohttpd last ran */
    bool running;   /* libmicrohttpd runs now */
};

#endif
