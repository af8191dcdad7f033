/* url_match.h - finds the function whose URL a request is for: NAME in
 * http://NAME.lambda-url.localhost/path or
 * http://localhost/lambda-url/NAME/path. */
#ifndef DAYFLY_HOST_URLS_URL_MATCH_H
#define DAYFLY_HOST_URLS_URL_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "host/functions/function_name.h"

#define URL_HOST_END ".lambda-url.localhost"
#define URL_PATH_BEGIN "/lambda-url/"

enum { URL_DOMAIN_SIZE = 256 };

struct url_target {
    char name[FUNCTION_NAME_MAX + 1]; /* "" if it is too long */
    char domain[URL_DOMAIN_SIZE];     /* the Host without the port */
    const char *path;                 /* part of the target; not decoded */
    size_t path_size;
    const char *query; /* the same, without "?"; "" if there is none */
};

/* The Host header, or NULL, without the port. */
void url_match_domain(char domain[URL_DOMAIN_SIZE], const char *host);
/* `host` is the Host header or NULL, `raw` the target as received. False: the
 * request is not for a function URL. */
bool url_match_parse(struct url_target *t, const char *host, const char *raw);

#endif
