/* reads.h - GetFunction, GetFunctionConfiguration and ListFunctions of the
 * functions in the catalog; those of folders are host/lambda_api's. */
#ifndef DAYFLY_HOST_MANAGEMENT_READS_H
#define DAYFLY_HOST_MANAGEMENT_READS_H

#include <jansson.h>
#include <stdbool.h>

struct catalog_entry;
struct http_request;
struct management;
struct request_path;
struct service_context;

/* Each returns false if the catalog has no such function; nothing was sent. */
bool reads_function(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
bool reads_configuration(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);
/* The configuration of a list's item. NULL: the catalog has no such function,
 * or out of memory. */
json_t *reads_item(const struct management *m, const char *name);
/* The zip file of a function's code: its Code.Location. */
void reads_zip(struct service_context *service, struct http_request *req,
               const struct request_path *path);

#endif
