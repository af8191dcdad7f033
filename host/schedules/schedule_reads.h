/* schedule_reads.h - GetSchedule, ListSchedules; and all of them for `dayfly
 * schedule`. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_READS_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_READS_H

struct http_request;
struct request_path;
struct schedule;
struct scheduler;

/* NULL: there is none, and the response was sent; as of the next. */
struct schedule *schedule_reads_find(struct scheduler *sc,
                                     struct http_request *req,
                                     const char *group, const char *name);
/* By the name in the path and the group in the query. */
struct schedule *schedule_reads_named(struct scheduler *sc,
                                      struct http_request *req,
                                      const struct request_path *path,
                                      const char *name);

void schedule_reads_get(struct scheduler *sc, struct http_request *req,
                        const struct request_path *path, const char *name);
void schedule_reads_list(struct scheduler *sc, struct http_request *req,
                         const struct request_path *path, const char *name);
/* As GetSchedule, with `Next`: the next five times. */
void schedule_reads_all(struct scheduler *sc, struct http_request *req,
                        const struct request_path *path, const char *name);

#endif
