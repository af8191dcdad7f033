/* static_send.h - the response with a file. */
#ifndef DAYFLY_HOST_STATIC_STATIC_SEND_H
#define DAYFLY_HOST_STATIC_STATIC_SEND_H

#include "host/static/static_file.h"
#include "host/static/static_serve.h"

/* Takes the open file. `name` is that below the folder of the mount; a
 * neighbour with .br or .gz, or gzip, is sent if the client takes it. `status`
 * is 200, or 404 for a page that says so, which has no conditions. */
void static_send(struct http_request *req, const struct static_request *r,
                 const char *name, struct static_file *file, unsigned status);
/* A line of text, with `reason` in Dayfly-Reason. */
void static_send_text(struct http_request *req, const struct static_request *r,
                      unsigned status, const char *text, const char *reason);

#endif
