/* absent.h - kinds of resources of which dayfly has none: lists are empty, one
 * of them is not found, and making one says why not. */
#ifndef DAYFLY_HOST_RESOURCES_ABSENT_H
#define DAYFLY_HOST_RESOURCES_ABSENT_H

struct http_request;
struct request_path;
struct service_context;

/* By the second segment of the path. */
void absent_list(struct service_context *service, struct http_request *req,
                 const struct request_path *path);
void absent_one(struct service_context *service, struct http_request *req,
                const struct request_path *path);
void absent_create(struct service_context *service, struct http_request *req,
                   const struct request_path *path);

#endif
