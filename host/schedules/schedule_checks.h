/* schedule_checks.h - a request to EventBridge Scheduler becomes the document
 * of a schedule, if it is valid. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_CHECKS_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

struct http_request;

/* The name of a schedule or a group in a path or a query; `member` is how AWS
 * calls it. False: the response was sent. */
bool schedule_check_name(struct http_request *req, const char *name,
                         const char *member);
/* A new document with the members of the request and AWS's defaults. NULL: the
 * response was sent. */
json_t *schedule_check_request(struct http_request *req, json_t *request,
                               const char *name);

#endif
