/* static_serve.h - files that the host serves by itself, without a process. */
#ifndef DAYFLY_HOST_STATIC_STATIC_SERVE_H
#define DAYFLY_HOST_STATIC_STATIC_SERVE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "host/front/front.h"

struct http_request;

/* What of a request for a folder of files counts; all is borrowed. */
struct static_request {
    const struct static_mount *mount;
    const char *path; /* as received; begins with the mount's prefix, or is that
                         without its slash */
    size_t path_size;
    const char *query;  /* without "?" */
    const json_t *cors; /* or NULL */
};

/* Sends the file of the path, the index.html of a folder, or where that is.
 * False: there is none, or the method is not GET or HEAD; there is no response
 * yet. */
bool static_serve(struct http_request *req, const struct static_request *r);
/* For a path without a file: the fallback if a page is asked for, else the
 * folder's 404.html or a text, with 404; 405 for another method. */
void static_serve_missing(struct http_request *req,
                          const struct static_request *r);

#endif
