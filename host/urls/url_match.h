/* url_match.h - finds the function, or the alias, whose URL a request is for
 * (url_address.h). */
#ifndef DAYFLY_HOST_URLS_URL_MATCH_H
#define DAYFLY_HOST_URLS_URL_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "host/functions/function_name.h"
#include "host/service/url_address.h"

enum { URL_DOMAIN_SIZE = 256 };

struct url_target {
    char name[FUNCTION_NAME_MAX + 1];       /* "" if it is too long */
    char alias[FUNCTION_QUALIFIER_MAX + 1]; /* "": of the function itself */
    char domain[URL_DOMAIN_SIZE];           /* the Host without the port */
    const char *path; /* part of the target; not decoded */
    size_t path_size;
    const char *query; /* the same, without "?"; "" if there is none */
};

/* The Host header, or NULL, without the port. */
void url_match_domain(char domain[URL_DOMAIN_SIZE], const char *host);
/* `host` is the Host header or NULL, `raw` the target as received. False: the
 * request is not for a function URL. */
bool url_match_parse(struct url_target *t, const char *host, const char *raw);

#endif
