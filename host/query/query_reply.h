/* query_reply.h - answers of AWS's Query protocol. */
#ifndef DAYFLY_HOST_QUERY_QUERY_REPLY_H
#define DAYFLY_HOST_QUERY_QUERY_REPLY_H

#include <jansson.h>

#include "host/query/query_shape.h"

struct http_request;

/* 200 with the members of the value, which stays the caller's. `space` is the
 * service's XML namespace. If there is no memory for it, 500. */
void query_reply(struct http_request *req, const char *space,
                 const struct query_action *action, const json_t *value);
/* An error; from status 500 on it is the receiver's. */
void query_reply_error(struct http_request *req, unsigned status,
                       const char *code, const char *message);

#endif
