/* name_check.h - the function that the third segment of a path names, and the
 * query parameter `Qualifier`: what AWS answers if they are not valid. */
#ifndef DAYFLY_HOST_SERVICE_NAME_CHECK_H
#define DAYFLY_HOST_SERVICE_NAME_CHECK_H

#include <stdbool.h>

#include "host/functions/function_name.h"

struct http_request;
struct request_path;

/* False: the response was sent. */
bool name_check(struct http_request *req, const struct request_path *path,
                const char *region, struct function_name *n);

/* The name that CreateFunction gives to a new function. False: the response was
 * sent. */
bool name_check_new(struct http_request *req, const char *name,
                    const char *region, struct function_name *n);

#endif
