/* aliases.h - CreateAlias, GetAlias, UpdateAlias, ListAliases, DeleteAlias. */
#ifndef DAYFLY_HOST_FUNCTION_API_ALIASES_H
#define DAYFLY_HOST_FUNCTION_API_ALIASES_H

struct http_request;
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

#endif
