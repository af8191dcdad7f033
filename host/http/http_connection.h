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

/* The connection ends, whatever it is in the middle of. */
void http_connection_hang_up(struct http_connection *conn);

/* Sets up the server's timer for clients that have closed. */
void http_connection_init_timer(struct http_server *server);

#endif
