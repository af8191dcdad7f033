/* http_server.h - HTTP on sockets: the only room that knows libmicrohttpd.
 *
 * A door serves any number of listeners. Each names a service, whose `whole`
 * gets every request that passed the gate, with its body. The service answers
 * at once or later with http_respond; meanwhile the request is parked and
 * costs no thread. Every request that `whole` or `broken` has seen is told to
 * `gone` exactly once, when it was answered or its peer has left; it is not
 * to be touched after.
 *
 * Bodies of any length pass through in both directions: a service that says so
 * in `begun` is told a request's body in pieces, and http_respond_stream sends
 * an answer that is pulled. Who has no room, or nothing to give, says so, and
 * the connection rests until http_request_resume. */
#ifndef DAYFLY_HOST_HTTP_HTTP_SERVER_H
#define DAYFLY_HOST_HTTP_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "common/buf.h"
#include "common/error.h"
#include "host/base/event_loop.h"

struct http_server;
struct http_exchange; /* the door's half of a request */

struct http_request {
    const char *method;
    const char *target;  /* as it came, query and all */
    struct buf body;     /* owned by the request until the service takes it */
    uint64_t body_bytes; /* as sent; more than body.size when over the limit */
    bool delivered;      /* told in `gone`: the answer was written whole */
    uint64_t serial;     /* of the listener it came by */
    struct http_request *next; /* the service's, NULL at first */
    void *user_data;           /* the same */
    void (*on_closed)(
        struct http_request *r); /* the same: for `gone` to call */
    struct http_exchange *exchange;
};

struct http_handler {
    void *self;
    const char *own_host; /* a Host allowed besides loopback's; or NULL */
    size_t body_max;      /* bytes; what is beyond is counted, not kept */
    /* The headers are in. True: the body is not kept but told to `piece`, of
     * whatever length it is; `whole` or `broken` follows. NULL: never. */
    bool (*on_headers)(void *self, struct http_request *r);
    /* Takes some of the bytes, and returns how many. Fewer than there are: no
     * more are told before http_request_resume, which must not be called from
     * here. BODY_ABORT: the connection is closed. */
    size_t (*on_body)(void *self, struct http_request *r, const char *bytes,
                      size_t size);
    /* The request is complete. */
    void (*on_request)(void *self, struct http_request *r);
    /* It broke off within its body; it cannot be answered. */
    void (*on_abort)(void *self, struct http_request *r);
    void (*on_close)(void *self, struct http_request *r);
    /* The gate says no: answer with this status and sentence. */
    void (*on_reject)(void *self, struct http_request *r, unsigned status,
                      const char *sentence);
};

struct listener {
    struct fd_watch watch;
    struct http_server *server;
    const struct http_handler *handler; /* borrowed: http_server_serves */
    uint64_t serial;                    /* given to each of its requests */
    int port;
};

struct http_field {
    const char *name;
    const char *value; /* NULL or "": the field is left out */
};

/* `bytes` must stay until `done(self)`, which is called once in any case;
 * done may be NULL. */
struct http_body {
    const void *bytes;
    size_t size;
    void (*on_done)(void *self);
    void *self;
};

/* Gives up to `room` bytes of an answer, and returns how many, or one of the
 * values below. Not called any more once `gone` was told. */
struct http_body_source {
    ssize_t (*read)(void *self, char *bytes, size_t room);
    void *self;
};

enum {
    READ_LATER = 0, /* ask again after http_request_resume */
    READ_END = -1,
    READ_ABORT = -2, /* the connection is closed, so that the end is missed */
};
#define BODY_ABORT SIZE_MAX

struct http_limits {
    unsigned connections;     /* at this many the longest idle one is closed */
    size_t connection_memory; /* per connection, headers included */
    size_t header_bytes;
    unsigned idle_s; /* without a complete request; 0: for ever */
};

/* NULL with f set. */
struct http_server *http_server_open(struct event_loop *loop,
                                     const struct http_limits *limits,
                                     struct error *err);
/* Closes every connection; answers under way are cut. */
void http_server_close(struct http_server *server);
/* A connection is there that came by a listener of this service. */
bool http_server_serves(const struct http_server *server,
                        const struct http_handler *handler);
/* What was answered goes out now, not only before the loop waits; requests that
 * have come may be told meanwhile. Nothing within a call of the door's own. */
void http_server_flush(struct http_server *server);
/* Answers are still being written, or waited for. */
bool http_server_is_busy(const struct http_server *server);

bool listener_open(struct listener *l, struct http_server *server,
                   const struct http_handler *handler,
                   const struct sockaddr *addr, socklen_t size,
                   struct error *err);
void listener_close(struct listener *l);

/* Neither text needs to end in a NUL. */
struct http_header {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
};

enum { PEER_SIZE = 64 };

/* Tells every header, in the order in which they came. */
void http_request_each_header(const struct http_request *req,
                              void (*each)(void *self,
                                           const struct http_header *h),
                              void *self);
/* The address of who sends it, without a port. */
void http_request_peer(const struct http_request *req, char text[PEER_SIZE]);
/* NULL when absent. Trailers are there once the request is whole. */
const char *http_request_header(const struct http_request *req,
                                const char *name);
const char *http_request_trailer(const struct http_request *req,
                                 const char *name);

/* Once per request. The fields are copied. */
void http_respond(struct http_request *req, unsigned status,
                  const struct http_field *fields, size_t count,
                  struct http_body payload);
/* The same, with a body that is pulled, and chunked. The headers go out at
 * once. */
void http_respond_stream(struct http_request *req, unsigned status,
                         const struct http_field *fields, size_t count,
                         struct http_body_source source);
/* There is room for pieces of its body again, or there are bytes to pull.
 * Nothing when it does not rest. */
void http_request_resume(struct http_request *req);
/* A payload that owns what was in the buffer, and leaves it empty. */
struct http_body http_body_from_buf(struct buf *b);

#endif
