/* url_place.h - the function, or its alias, that a URL is of, and how the URL
 * answers: by dayfly.json of a folder, or as the API has made it. */
#ifndef DAYFLY_HOST_URLS_URL_PLACE_H
#define DAYFLY_HOST_URLS_URL_PLACE_H

#include <jansson.h>
#include <stdbool.h>

#include "host/functions/manifest.h"
#include "host/urls/url_match.h"

struct pool;
struct service_context;

struct url_place {
    char name[FUNCTION_NAME_MAX + 1]; /* "": there is no such function */
    char alias[FUNCTION_QUALIFIER_MAX + 1];
    struct pool *pool; /* NULL: it does not answer, as `why` says */
    const char *why;   /* a format with %s for the function's name */
    enum url_mode mode;
    json_t *cors;   /* borrowed, as cors.h has it; NULL: none */
    bool has_url;   /* by the API */
    bool is_public; /* AuthType is NONE */
};

/* False: it does not answer. */
bool url_place_find(struct url_place *place, struct service_context *service,
                    const struct url_target *target);

#endif
