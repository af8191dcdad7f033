/* account.h - GetAccountSettings, and GetCallerIdentity of STS, which tools ask
 * first. */
#ifndef DAYFLY_HOST_RESOURCES_ACCOUNT_H
#define DAYFLY_HOST_RESOURCES_ACCOUNT_H

#include <stdbool.h>

struct http_request;
struct request_path;
struct service_context;

void account_settings(struct service_context *service, struct http_request *req,
                      const struct request_path *path);
/* False: it is no request of STS or of another service with AWS's Query
 * protocol; nothing was sent. */
bool account_query(struct http_request *req);

#endif
