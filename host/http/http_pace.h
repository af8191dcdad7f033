/* http_pace.h - clients that send no request, or send their body or take their
 * response too slowly. Without it a few hundred would occupy every connection.
 *
 * Only the time in which the host waits for the client counts: not that of a
 * handler that works, or of a stream that has nothing to send yet. */
#ifndef DAYFLY_HOST_HTTP_HTTP_PACE_H
#define DAYFLY_HOST_HTTP_HTTP_PACE_H

#include <stdint.h>

struct http_exchange;
struct http_server;

/* The request's headers are complete: the time of its body begins. */
void http_pace_begin_body(struct http_exchange *x);
/* Begins to close connections that are idle or slow for longer than the
 * server's limits. Call it after each accept. */
void http_pace_watch(struct http_server *server);
/* A new connection needs a place: closes the one that has been idle for the
 * longest time; if none is, that of the client whose body comes at the lowest
 * rate, or that does not take its response. */
void http_pace_make_room(struct http_server *server);
/* Sets up the server's timer for the above. */
void http_pace_init_timer(struct http_server *server);

#endif
