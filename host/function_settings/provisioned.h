/* provisioned.h - PutProvisionedConcurrencyConfig and the operations that read
 * and delete it: how many processes of a version are kept ready. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_PROVISIONED_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_PROVISIONED_H

#define PROVISIONED_REQUESTED "RequestedProvisionedConcurrentExecutions"

struct http_request;
struct request_path;
struct service_context;

void provisioned_put(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
/* Also the list, with the query parameter `List`. */
void provisioned_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path);
void provisioned_delete(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);

#endif
