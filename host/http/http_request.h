/* http_request.h - a received HTTP request and what can be asked about it. */
#ifndef DAYFLY_HOST_HTTP_HTTP_REQUEST_H
#define DAYFLY_HOST_HTTP_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/http/peer_socket.h"

struct http_exchange;
struct http_gate;

struct http_request {
    const char *method;
    const char *target;  /* as received: path and query, not decoded */
    struct buf body;     /* owned by the request unless the handler takes it */
    uint64_t body_bytes; /* bytes received; more than body.size when the body
                          * is over the handler's limit, or streamed */
    bool delivered;      /* valid in on_close: the whole response was written */
    uint64_t serial;     /* of the listener that accepted the connection */
    /* The next four are free for the handler; NULL at first. */
    struct http_request *next;
    void *user_data;
    void *check;                                 /* of its caller */
    void (*on_closed)(struct http_request *req); /* for on_close to call */
    const struct http_gate *gate; /* of its response (http_gate.h); or NULL */
    struct http_exchange *exchange;
};

/* Neither text ends in a NUL. */
struct http_header {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
};

enum { PEER_SIZE = 64 };

/* Calls `each` for every header, in the order received. */
void http_request_each_header(const struct http_request *req,
                              void (*each)(void *self,
                                           const struct http_header *h),
                              void *self);
/* The host that the client has asked: the header Host, or what a trusted proxy
 * says (forwarded.h). NULL: there is none. */
const char *http_request_host(const struct http_request *req);
/* The client, or a trusted proxy, has asked by https. */
bool http_request_is_secure(const struct http_request *req);
/* The client's IP address as text, by a trusted proxy if there is one. */
void http_request_peer(const struct http_request *req, char text[PEER_SIZE]);
/* It came by a private listener. */
bool http_request_is_private(const struct http_request *req);
/* The process that made the connection to a private listener; 0: not known. */
pid_t http_request_process(const struct http_request *req);
/* What the caller has found out about the client, for all requests of the
 * connection. Not trusted at first. */
void http_request_trust(struct http_request *req);
bool http_request_is_trusted(const struct http_request *req);
/* The socket at the client's end. False: as for peer_socket_find. */
bool http_request_find_peer(const struct http_request *req,
                            struct peer_socket *peer);
/* The value, or NULL if absent. Trailers are known once the body has ended. */
const char *http_request_header(const struct http_request *req,
                                const char *name);
const char *http_request_trailer(const struct http_request *req,
                                 const char *name);

#endif
