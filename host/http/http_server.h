/* http_server.h - HTTP/1.1 on loopback sockets, in the event loop's thread.
 *
 * A server has any number of listeners (listener.h). Each names a handler,
 * which gets every request that passed the request filter. The handler responds
 * at once or later, with http_respond or http_respond_stream; until then the
 * connection is suspended. For every request for which on_request, on_abort or
 * on_reject was called, on_close follows exactly once: when the response was
 * sent, or the client has closed the connection. The request is freed after it.
 *
 * libmicrohttpd does the parsing; no other folder uses it. */
#ifndef DAYFLY_HOST_HTTP_HTTP_SERVER_H
#define DAYFLY_HOST_HTTP_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "host/base/event_loop.h"
#include "host/http/forwarded.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"

struct http_server;

struct http_handler {
    void *self;
    /* Hosts allowed besides loopback names; NULL ends them. NULL: none. */
    const char *const *own_hosts;
    const struct proxy_list *proxies; /* that are trusted; or NULL */
    size_t body_max; /* bytes; more are counted, but not kept */
    /* The header Host, which may have a port, is allowed besides. NULL: no. */
    bool (*allows_host)(void *self, const char *host);
    /* A web page of another origin has sent it. False, or NULL here: the filter
     * rejects it. */
    bool (*allows_page)(void *self, const struct http_request *req);
    /* The headers are complete. False: the body is not wanted; it is read but
     * not kept, because a client that still sends would not read the response,
     * and on_request follows. NULL here: all are accepted. */
    bool (*accepts)(void *self, struct http_request *req);
    /* The same, and it is accepted. True: the body, of any length, is passed to
     * on_body; on_request or on_abort follows. False, or NULL here: it is kept
     * in the request. */
    bool (*on_headers)(void *self, struct http_request *req);
    /* Takes bytes of the body, and returns how many. If it takes fewer than
     * `size`, it is not called again before http_request_resume, which must not
     * be called from here. BODY_ABORT: the connection is closed. */
    size_t (*on_body)(void *self, struct http_request *req, const char *bytes,
                      size_t size);
    /* The request is complete. */
    void (*on_request)(void *self, struct http_request *req);
    /* The connection ended within the body: there can be no response. */
    void (*on_abort)(void *self, struct http_request *req);
    void (*on_close)(void *self, struct http_request *req);
    /* The filter rejected the request: respond with this status and sentence.
     */
    void (*on_reject)(void *self, struct http_request *req, unsigned status,
                      const char *sentence);
};

#define BODY_ABORT SIZE_MAX

struct http_limits {
    unsigned connections;     /* beyond, an idle or slow one is closed */
    size_t connection_memory; /* bytes per connection, headers included */
    size_t header_bytes;
    unsigned idle_s;    /* a connection may be without a request; 0: for ever */
    unsigned slow_s;    /* a client may send its body, or take its response, at
                         * less than slow_rate; 0: for ever. Needs idle_s. */
    unsigned slow_rate; /* bytes per second */
    unsigned body_s;    /* a whole body may take */
};

/* Files of PEM: the certificate with those that it is signed by, and its
 * private key. */
struct http_tls {
    const char *cert;
    const char *key;
};

/* False: the HTTP library is too old to be safe; err says which is needed. */
bool http_server_check_library(struct error *err);
/* The HTTP library can do TLS. */
bool http_server_has_tls(void);
/* The process must ignore SIGPIPE: files are sent by sendfile(2). `tls` is
 * NULL: it does HTTP without TLS. NULL with err set. */
struct http_server *http_server_open(struct event_loop *loop,
                                     const struct http_limits *limits,
                                     const struct http_tls *tls,
                                     struct error *err);
/* Closes every connection, in the middle of a response if need be. */
void http_server_close(struct http_server *server);
/* True: a connection of this handler is open. */
bool http_server_serves(const struct http_server *server,
                        const struct http_handler *handler);
/* Sends pending responses now instead of before the loop's next wait. Handlers
 * may be called meanwhile. Does nothing when called by a handler. */
void http_server_flush(struct http_server *server);
/* Handles what has arrived by now, as the loop would later. A client of this
 * handler has ended: what it has sent of a body may still be on its way, and is
 * waited for, 20 ms at most. Does nothing when called by a handler. */
void http_server_read_rest(struct http_server *server,
                           const struct http_handler *handler);
/* From now on each response ends its connection. */
void http_server_end_connections(struct http_server *server);
/* True: a request is being received, processed or responded to. */
bool http_server_is_busy(const struct http_server *server);

#endif
