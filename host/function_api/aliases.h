/* aliases.h - CreateAlias, GetAlias, UpdateAlias, ListAliases, DeleteAlias. */
#ifndef DAYFLY_HOST_FUNCTION_API_ALIASES_H
#define DAYFLY_HOST_FUNCTION_API_ALIASES_H

#include <stdbool.h>

#include "common/compiler.h"

struct catalog_entry;
struct http_request;
struct management;
struct request_path;
struct service_context;

void aliases_create(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
void aliases_get(struct service_context *service, struct http_request *req,
                 const struct request_path *path);
void aliases_update(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
void aliases_list(struct service_context *service, struct http_request *req,
                  const struct request_path *path);
void aliases_delete(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
/* The alias has this version alone from now on; it is made if it is not there.
 * The entry is not stored. False: out of memory. */
bool aliases_point(const struct management *m, struct catalog_entry *entry,
                   const char *name, const char *version) MUST_CHECK;

#endif
