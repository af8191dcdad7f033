/* url_match.h - which function's URL a request is for: NAME in
 * http://NAME.lambda-url.localhost/path or
 * http://localhost/lambda-url/NAME/path. Pure. */
#ifndef DAYFLY_HOST_URLS_URL_MATCH_H
#define DAYFLY_HOST_URLS_URL_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "host/functions/function_name.h"

#define URL_HOST_END ".lambda-url.localhost"
#define URL_PATH_BEGIN "/lambda-url/"

struct url_target {
    char name[FUNCTION_NAME_MAX + 1]; /* "" when it cannot be one */
    char domain[256];                 /* the Host without its port */
    const char *path;                 /* into the target; not decoded */
    size_t path_size;
    const char *query; /* the same, without "?"; "" when there is none */
};

/* `host` is the Host header or NULL, `raw` the target as it came. False: the
 * request is for no function's URL. */
bool url_match_parse(struct url_target *t, const char *host, const char *raw);

#endif
