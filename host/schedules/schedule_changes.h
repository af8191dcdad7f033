/* schedule_changes.h - CreateSchedule, UpdateSchedule, DeleteSchedule. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_CHANGES_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_CHANGES_H

struct http_request;
struct request_path;
struct scheduler;

void schedule_changes_create(struct scheduler *sc, struct http_request *req,
                             const struct request_path *path, const char *name);
void schedule_changes_update(struct scheduler *sc, struct http_request *req,
                             const struct request_path *path, const char *name);
void schedule_changes_delete(struct scheduler *sc, struct http_request *req,
                             const struct request_path *path, const char *name);

#endif
