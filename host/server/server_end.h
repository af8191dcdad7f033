/* server_end.h - from the signal to the end of a host: calls at work are
 * answered first. */
#ifndef DAYFLY_HOST_SERVER_SERVER_END_H
#define DAYFLY_HOST_SERVER_SERVER_END_H

#include <stdbool.h>

struct server;

/* A signal has come. s->stopping follows, at once or, with a socket that the
 * next host has too, a moment later. */
void server_end(struct server *s);
/* Of a host that is stopping: nothing is left to wait for. */
bool server_has_ended(struct server *s);

#endif
