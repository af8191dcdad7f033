/* schedule_changes.h - CreateSchedule, UpdateSchedule, DeleteSchedule. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_CHANGES_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_CHANGES_H

struct http_request;
struct request_path;
struct service_context;

void schedule_changes_create(struct service_context *service,
                             struct http_request *req,
                             const struct request_path *path);
void schedule_changes_update(struct service_context *service,
                             struct http_request *req,
                             const struct request_path *path);
void schedule_changes_delete(struct service_context *service,
                             struct http_request *req,
                             const struct request_path *path);

#endif
