/* schedule_tags.h - the tags of groups of schedules. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_TAGS_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_TAGS_H

#include <jansson.h>
#include <stdbool.h>

struct http_request;
struct request_path;
struct scheduler;
struct service_context;

/* The body of a request whose `Tags` are valid. NULL: the response was sent. */
json_t *schedule_tags_read(struct http_request *req);
/* From AWS's list to an object by key. */
void schedule_tags_add(json_t *to, const json_t *tags);
/* Stores a group. Takes the document. False: the response was sent. */
bool schedule_tags_put(struct scheduler *sc, struct http_request *req,
                       const char *name, json_t *document);

/* By the ARN of a group. */
void schedule_tags_list(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);
void schedule_tags_set(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);
void schedule_tags_drop(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);

#endif
