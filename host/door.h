/* door.h - HTTP on sockets: the only room that knows libmicrohttpd.
 *
 * A door serves any number of listeners. Each names a service, whose `whole`
 * gets every request that passed the gate, with its body. The service answers
 * at once or later with request_answer; meanwhile the request is parked and
 * costs no thread. Every request that `whole` or `broken` has seen is told to
 * `gone` exactly once, when it was answered or its peer has left; it is not
 * to be touched after. */
#ifndef DAYFLY_DOOR_H
#define DAYFLY_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "bootstrap/base/buf.h"
#include "bootstrap/base/fault.h"
#include "host/loop.h"

struct door;
struct exchange; /* the door's half of a request */

struct request {
    const char *method;
    const char *target;   /* as it came, query and all */
    struct buf body;      /* owned by the request until the service takes it */
    uint64_t body_bytes;  /* as sent; more than body.size when over the limit */
    bool delivered;       /* told in `gone`: the answer was written whole */
    uint64_t serial;      /* of the listener it came by */
    struct request *next; /* the service's, NULL at first */
    void *own;            /* the same */
    struct exchange *exchange;
};

struct service {
    void *self;
    const char *own_host; /* a Host allowed besides loopback's; or NULL */
    size_t body_most;     /* bytes; what is beyond is counted, not kept */
    /* The request is complete. */
    void (*whole)(void *self, struct request *r);
    /* It broke off within its body; it cannot be answered. */
    void (*broken)(void *self, struct request *r);
    void (*gone)(void *self, struct request *r);
    /* The gate says no: answer with this status and sentence. */
    void (*refuse)(void *self, struct request *r, unsigned status,
                   const char *sentence);
};

struct listener {
    struct watch watch;
    struct door *door;
    const struct service *service; /* borrowed, outlives the door */
    uint64_t serial;               /* given to each of its requests */
    int port;
};

struct field {
    const char *name;
    const char *value; /* NULL or "": the field is left out */
};

/* `bytes` must stay until `done(self)`, which is called once in any case;
 * done may be NULL. */
struct payload {
    const void *bytes;
    size_t size;
    void (*done)(void *self);
    void *self;
};

struct door_limits {
    unsigned connections; /* at this many the longest idle one is closed */
    size_t memory;        /* per connection, headers included */
    size_t header_bytes;
    unsigned idle_s; /* without a complete request; 0: for ever */
};

/* NULL with f set. */
struct door *door_open(struct loop *loop, const struct door_limits *limits,
                       struct fault *f);
/* Closes every connection; answers under way are cut. */
void door_close(struct door *d);
/* Answers are still being written, or waited for. */
bool door_is_busy(const struct door *d);

bool listener_open(struct listener *l, struct door *d,
                   const struct service *service, const struct sockaddr *addr,
                   socklen_t size, struct fault *f);
void listener_close(struct listener *l);

/* NULL when absent. Trailers are there once the request is whole. */
const char *request_header(const struct request *r, const char *name);
const char *request_trailer(const struct request *r, const char *name);

/* Once per request. The fields are copied. */
void request_answer(struct request *r, unsigned status,
                    const struct field *fields, size_t count,
                    struct payload payload);
/* A payload that owns what was in the buffer, and leaves it empty. */
struct payload payload_from(struct buf *b);

#endif
