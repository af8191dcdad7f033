/* permissions.h - AddPermission, GetPolicy and RemovePermission: the policy of
 * a function, of a version, or of an alias. */
#ifndef DAYFLY_HOST_POLICIES_PERMISSIONS_H
#define DAYFLY_HOST_POLICIES_PERMISSIONS_H

struct http_request;
struct request_path;
struct service_context;

void permissions_add(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
void permissions_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
void permissions_remove(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);

#endif
