/* url_event.h - makes the event of a function URL, or of a route of an HTTP
 * API, from an HTTP request: payload format 2.0. */
#ifndef DAYFLY_HOST_URLS_URL_EVENT_H
#define DAYFLY_HOST_URLS_URL_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/urls/url_params.h"

/* The route of an HTTP API that a request has taken. */
struct url_route {
    const char *key; /* "GET /items/{id}" */
    const char *account;
    const char *api;
    const char *stage;
    struct url_param *parameters; /* of the path; may be put in order */
    size_t parameter_count;
};

struct url_request {
    const char *method;
    const char *version; /* "HTTP/1.1" */
    const char *path;    /* as received */
    size_t path_size;
    const char *query; /* as received, without "?"; "" if there is none */
    const struct url_param *headers;
    size_t header_count;
    const char *body;
    size_t body_size;
    const char *domain; /* without the port */
    const char *function;
    const char *source_ip;
    const char *request_id;
    const char *trace_id;
    int port;
    int64_t now_ms;                /* wall clock */
    const struct url_route *route; /* NULL: it is for a function URL */
    /* The access key id that has asked at a function URL; NULL: it is open. */
    const char *caller;
};

/* Appends the event's JSON. Values of repeated headers and query parameters are
 * joined with ","; cookies are a list; a body that is not text is in base64.
 * False if `out` is full or memory is short. */
bool url_event_make(struct buf *out, const struct url_request *u) MUST_CHECK;

#endif
