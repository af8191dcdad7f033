/* http_connection.h - the open connections of a server, ordered by idle time,
 * and which of their clients have closed. */
#ifndef DAYFLY_HOST_HTTP_HTTP_CONNECTION_H
#define DAYFLY_HOST_HTTP_HTTP_CONNECTION_H

struct http_connection;
struct http_server;

/* The connection that the server has just accepted; NULL if memory is short. */
struct http_connection *http_connection_open(struct http_server *server);
void http_connection_close(struct http_connection *conn);
/* A request on it has just ended: its idle time starts again. */
void http_connection_mark_active(struct http_connection *conn);

/* Closes the connection that has been idle for the longest time, if there is
 * any: a new one needs its place. */
void http_connection_close_idlest(struct http_server *server);
/* Begins to close connections that are idle for longer than the server's
 * limit. Call it after each accept. */
void http_connection_watch_idle(struct http_server *server);
/* Sets up the server's two timers for the above. */
void http_connection_init_timers(struct http_server *server);

#endif
