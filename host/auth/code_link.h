/* code_link.h - links to code, as Code.Location of GetFunction: who has one can
 * fetch that file until it expires, without a key. */
#ifndef DAYFLY_HOST_AUTH_CODE_LINK_H
#define DAYFLY_HOST_AUTH_CODE_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "host/http/request_path.h"

struct http_request;
struct service_context;

enum { CODE_LINK_SIZE = 1024, CODE_LINK_LASTS_S = 600 };

/* Under the address at which the caller has asked. */
void code_link_make(const struct service_context *service,
                    const struct http_request *req, const char *sha256,
                    char link[CODE_LINK_SIZE]);
/* The path is /_code/SHA256 and its query as it was made. */
bool code_link_holds(const struct service_context *service,
                     const struct request_path *path);

#endif
