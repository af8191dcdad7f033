/* route_table.h - routes of APIs: which function a request of HTTP is for, and
 * in which form it gets the request. A value. */
#ifndef DAYFLY_HOST_FRONT_ROUTE_TABLE_H
#define DAYFLY_HOST_FRONT_ROUTE_TABLE_H

#include <jansson.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"

enum { ROUTE_ID_SIZE = 256, ROUTE_METHOD_SIZE = 16, ROUTES_MAX = 2000 };

enum api_kind {
    API_REST, /* API Gateway's: the path alone chooses a route */
    API_HTTP, /* API Gateway's, and load balancers */
};

/* The event of a route, and the result that is taken. */
enum route_format {
    ROUTE_REST_API, /* 1.0: an object of the members that AWS names, no others
                     */
    ROUTE_HTTP_V1,  /* 1.0 of an HTTP API: an object with statusCode */
    ROUTE_HTTP_V2,  /* 2.0: as of a function URL */
    ROUTE_ALB,      /* of an Application Load Balancer */
};

struct route_api {
    char id[ROUTE_ID_SIZE];
    enum api_kind kind;
    char stage[ROUTE_ID_SIZE];
    char base[ROUTE_ID_SIZE]; /* its paths begin with it: "/v1"; "": all do */
    bool multi_value;         /* of a load balancer: lists of values */
    json_t *cors;             /* owned, as cors.h has it; NULL: none */
};

struct api_route {
    char method[ROUTE_METHOD_SIZE]; /* "*": any */
    char *path;     /* owned: "/items/{id}", "/{proxy+}"; "": any */
    char *function; /* owned: its name, perhaps with ":ALIAS" */
    enum route_format format;
    size_t api; /* in the table's list */
};

struct route_table {
    struct route_api *apis; /* owned, as the next */
    struct api_route *routes;
    size_t api_count;
    size_t route_count;
};

/* Takes all of the route but copies of its texts. False: out of memory, or
 * there are ROUTES_MAX. */
bool route_table_add(struct route_table *table, const struct api_route *route,
                     const char *path, const char *function,
                     struct error *err) MUST_CHECK;
/* The API has this method and path already. */
bool route_table_has(const struct route_table *table, size_t api,
                     const char *method, const char *path);
void route_table_free(struct route_table *table);

/* A method of HTTP in upper case, "*" of ANY. False: it is none. */
bool route_method_read(const char *text, char method[ROUTE_METHOD_SIZE]);
/* It begins with a slash; braces hold a name, a greedy one is the last. */
bool route_path_is_valid(const char *path);

#endif
