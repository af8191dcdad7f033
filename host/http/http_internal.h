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
struct line {
    struct line *newer; /* by the time of its last complete request */
    struct line *older;
    struct door *door;
    const struct service *service;
    uint64_t serial;
    int fd;
    int64_t since_ms; /* when it began to be without a complete request */
    struct exchange *exchange; /* the request being served; or NULL */
    struct watch peer;
    bool left; /* the peer sends nothing more */
};

struct exchange {
    struct request request;
    struct buf target;
    struct MHD_Connection *mhd;
    struct line *line;
    struct MHD_Response *response;
    struct source source; /* of a live answer */
    unsigned status;
    bool begun;  /* the headers are in */
    bool pieces; /* the service takes the body in pieces */
    bool held;   /* rests within its body, until there is room */
    bool seen;   /* by the service */
    bool told;   /* gone */
    bool last;   /* the connection is closed after it */
    bool parked;
};

struct door {
    struct MHD_Daemon *mhd;
    struct loop *loop;
    struct watch watch; /* the daemon's own epoll */
    struct errand errand;
    struct timer sweep;
    struct timer poke;
    struct door_limits limits;
    const struct listener *accepting;
    int accepted;
    unsigned lines;
    unsigned exchanges;
    struct line *oldest;
    struct line *newest;
    bool resumed; /* since the daemon last ran */
    bool running; /* it does now */
};

/* Starts the daemon. */
bool door_start(struct door *d);
/* Once. */
void exchange_tell_gone(struct exchange *x);
/* Rests until it is answered, or has more to say. */
void exchange_park(struct exchange *x);
/* Rests within its body until request_wake. */
void exchange_hold(struct exchange *x);
/* Gives the answer that was made to the daemon. */
enum MHD_Result exchange_answer(struct exchange *x);
/* Nobody waits for the answer any more; nothing when it does not rest. */
void exchange_abandon(struct exchange *x);
/* MHD_NotifyConnectionCallback */
void line_changed(void *self, struct MHD_Connection *mhd, void **context,
                  enum MHD_ConnectionNotificationCode what);
/* Begins to watch for the peer's leaving. */
void line_watch(struct line *line);
/* Fires when peers have left whose connections are still there. */
void door_poke(void *self);
/* The line has just ended a request. */
void line_touch(struct line *line);

#endif
