/* schedule_api.h - the operations of EventBridge Scheduler on schedules; and
 * /_dayfly/schedules, for `dayfly schedule`. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_API_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_API_H

#include <stdbool.h>

struct http_request;
struct service_context;

/* The path is one of the API's: /schedules…, /schedule-groups…, /tags/ with an
 * ARN of it, /_dayfly/schedules…. Routes of templates may have such paths, too:
 * *sure is false then, unless the request is signed for the API. */
bool schedule_api_is_for(const struct http_request *req, bool *sure);
/* Answers such a request. */
void schedule_api_serve(struct service_context *service,
                        struct http_request *req);

#endif
