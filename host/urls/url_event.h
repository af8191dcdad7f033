/* url_event.h - an HTTP request as the event that a function behind a URL
 * gets: payload format 2.0. Pure. */
#ifndef DAYFLY_HOST_URLS_URL_EVENT_H
#define DAYFLY_HOST_URLS_URL_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/urls/url_params.h"

struct url_request {
    const char *method;
    const char *version; /* "HTTP/1.1" */
    const char *path;    /* as it came */
    size_t path_size;
    const char *query; /* as it came, without "?"; "" when none */
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
    int64_t now_ms; /* since the epoch */
};

/* Adds the event's JSON. Headers that repeat are joined with ",", and so are
 * query parameters; cookies stand apart; a body that is no text is base64.
 * False: `out` is full, or memory is short. */
bool url_event_make(struct buf *out, const struct url_request *u) MUST_CHECK;

#endif
