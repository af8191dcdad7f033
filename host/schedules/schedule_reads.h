/* schedule_reads.h - GetSchedule, ListSchedules; and all of them for `dayfly
 * schedule`. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_READS_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_READS_H

struct http_request;
struct request_path;
struct schedule;
struct scheduler;
struct service_context;

/* NULL: there is none, and the response was sent; as of the next. */
struct schedule *schedule_reads_find(struct scheduler *sc,
                                     struct http_request *req,
                                     const char *group, const char *name);
/* By the name in the path and the group in the query. */
struct schedule *schedule_reads_named(struct scheduler *sc,
                                      struct http_request *req,
                                      const struct request_path *path,
                                      const char *name);

void schedule_reads_get(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);
void schedule_reads_list(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);
/* As GetSchedule, with `Next`: the next five times. */
void schedule_reads_all(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);

#endif
