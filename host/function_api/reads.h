/* reads.h - GetFunction, GetFunctionConfiguration and ListFunctions of the
 * functions in the catalog; those of folders are host/lambda_api's. */
#ifndef DAYFLY_HOST_FUNCTION_API_READS_H
#define DAYFLY_HOST_FUNCTION_API_READS_H

#include <jansson.h>
#include <stdbool.h>

struct catalog_entry;
struct http_request;
struct management;
struct page;
struct request_path;
struct service_context;

/* Each returns false if the catalog has no such function; nothing was sent. */
bool reads_function(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
bool reads_configuration(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);
/* Appends the function's configurations as a list shows them: $LATEST, and with
 * `all` its versions. Nothing if the catalog does not have it. */
void reads_items(const struct management *m, const char *name, bool all,
                 json_t *items);
/* The same for those that have not started yet, whose names are before this one
 * (NULL: all), from *at on, which begins with 0. */
void reads_pending(const struct management *m, size_t *at, const char *before,
                   bool all, json_t *items);
/* The response of ListFunctions, with items in order of name and version, which
 * it takes. */
void reads_send_functions(const struct page *page, struct http_request *req,
                          json_t *items);
/* The zip file of a function's code: its Code.Location. */
void reads_zip(struct service_context *service, struct http_request *req,
               const struct request_path *path);

#endif
