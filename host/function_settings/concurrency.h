/* concurrency.h - PutFunctionConcurrency, GetFunctionConcurrency and
 * DeleteFunctionConcurrency: the reserved concurrency of a function; and how
 * much of the account's is left. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_CONCURRENCY_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_CONCURRENCY_H

#include <jansson.h>

struct catalog_entry;
struct http_request;
struct management;
struct request_path;
struct service_context;

/* Of the account, as AWS has them at first. */
enum { CONCURRENCY_ACCOUNT = 1000, CONCURRENCY_UNRESERVED_LEAST = 100 };

/* What the other functions leave of the account's: their reserved concurrency
 * is taken, and the provisioned of those that have none reserved. `except` may
 * be NULL. */
json_int_t concurrency_left(const struct management *m,
                            const struct catalog_entry *except);
/* The provisioned concurrency of all qualifiers but this one; NULL: of all. */
json_int_t concurrency_provisioned(const struct catalog_entry *entry,
                                   const char *but);

void concurrency_put(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
void concurrency_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
void concurrency_delete(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);

#endif
