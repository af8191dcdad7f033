/* route_match.h - which route a request takes, as API Gateway chooses: the most
 * specific path, then the method before ANY, then $default. */
#ifndef DAYFLY_HOST_ROUTES_ROUTE_MATCH_H
#define DAYFLY_HOST_ROUTES_ROUTE_MATCH_H

#include "host/front/route_table.h"
#include "host/urls/url_params.h"

enum { ROUTE_PARAMETERS_MAX = 32 };

struct route_match {
    const struct route_table *table; /* borrowed, as the next two */
    const struct api_route *route;   /* NULL: none matches */
    const char *path; /* of the request, without the API's base */
    size_t path_size;
};

/* Takes the table's best route for the request, if it is better than what the
 * match has. */
void route_match_try(struct route_match *match, const struct route_table *t,
                     const char *method, const char *path, size_t path_size);
/* The route is for this path alone: it has no braces. */
bool route_match_is_exact(const struct route_match *match);

/* What the braces of the route's path stand for, decoded. */
struct route_parameters {
    struct url_param list[ROUTE_PARAMETERS_MAX];
    size_t count;
    char *bytes; /* owned */
};

/* False: out of memory. */
bool route_parameters_make(struct route_parameters *p,
                           const struct api_route *route, const char *path,
                           size_t path_size) MUST_CHECK;
void route_parameters_free(struct route_parameters *p);

#endif
