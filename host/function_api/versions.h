/* versions.h - PublishVersion, ListVersionsByFunction, and the deletion of a
 * version. */
#ifndef DAYFLY_HOST_FUNCTION_API_VERSIONS_H
#define DAYFLY_HOST_FUNCTION_API_VERSIONS_H

#include <jansson.h>
#include <stdbool.h>

struct catalog_entry;
struct http_request;
struct management;
struct request_path;
struct service_context;

/* The version that is $LATEST as it is now: the last one if nothing has
 * changed since, otherwise a new one in the document, which is to be saved.
 * `description` may be NULL. Borrowed; NULL: out of memory. */
json_t *versions_publish(struct catalog_entry *entry, const char *description);
/* Deletes one that is not $LATEST; sends the response. */
void versions_delete(struct management *m, struct catalog_entry *entry,
                     const char *number, struct http_request *req);

/* $LATEST, 1, 2, ... 10, ... */
bool versions_is_before(const char *one, const char *other);

void versions_post(struct service_context *service, struct http_request *req,
                   const struct request_path *path);
void versions_list(struct service_context *service, struct http_request *req,
                   const struct request_path *path);

#endif
