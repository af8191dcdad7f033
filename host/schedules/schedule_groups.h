/* schedule_groups.h - the groups of schedules and their tags. A document has
 * CreationDate, LastModificationDate and Tags. The group `default` is always
 * there. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_GROUPS_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_GROUPS_H

#include <stdbool.h>

struct http_request;
struct request_path;
struct scheduler;
struct service_context;

/* False: there is no such group, and the response was sent. */
bool schedule_groups_has(const struct scheduler *sc, struct http_request *req,
                         const char *name);

void schedule_groups_list(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path);
void schedule_groups_get(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);
void schedule_groups_create(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path);
/* With its schedules. */
void schedule_groups_delete(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path);
#endif
