/* router.h - dispatches each request of a caller to its handler: a function URL
 * or an operation of the Lambda API. */
#ifndef DAYFLY_HOST_SERVER_ROUTER_H
#define DAYFLY_HOST_SERVER_ROUTER_H

struct http_handler;
struct service_context;

/* Sets up the HTTP handler; it borrows the context. */
void router_init(struct http_handler *handler, struct service_context *service);

#endif
