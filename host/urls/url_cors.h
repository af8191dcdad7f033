/* url_cors.h - CORS for function URLs, by the key `url.cors` of dayfly.json:
 * the response to a preflight request, and the fields of other responses.
 *
 * A request from a page of another origin that is not allowed is refused, not
 * answered without fields as on AWS: it may come from any page that the user of
 * this machine has open. */
#ifndef DAYFLY_HOST_URLS_URL_CORS_H
#define DAYFLY_HOST_URLS_URL_CORS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "host/http/http_server.h"

enum { URL_CORS_FIELDS = 4 };

struct url_cors {
    struct http_field fields[URL_CORS_FIELDS];
    size_t count; /* 0: the request is not from a page, or there is no `cors` */
    struct buf exposed;
};

/* In all these `config` is what dayfly.json or a template says (cors.h); NULL:
 * nothing. */

/* A page of another origin may send this request. */
bool url_cors_allows(const json_t *config, const struct http_request *req);
/* It is a preflight request that the host answers by itself. */
bool url_cors_is_preflight(const json_t *config,
                           const struct http_request *req);
/* True: it was one, and got its response. */
bool url_cors_preflight(const json_t *config, struct http_request *req);

/* The fields of a response. url_cors_clear() is due. */
void url_cors_make(struct url_cors *cors, const json_t *config,
                   const struct http_request *req);
void url_cors_clear(struct url_cors *cors);
/* A field that the function itself may not set where `cors` decides. */
bool url_cors_owns(const json_t *config, const char *field);

#endif
