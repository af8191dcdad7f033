/* tags.h - ListTags, TagResource and UntagResource. */
#ifndef DAYFLY_HOST_RESOURCES_TAGS_H
#define DAYFLY_HOST_RESOURCES_TAGS_H

struct http_request;
struct request_path;
struct service_context;

void tags_list(struct service_context *service, struct http_request *req,
               const struct request_path *path);
void tags_add(struct service_context *service, struct http_request *req,
              const struct request_path *path);
void tags_remove(struct service_context *service, struct http_request *req,
                 const struct request_path *path);

#endif
