/* schedule_page.h - lists in pages: NamePrefix, MaxResults and NextToken of
 * EventBridge Scheduler. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_PAGE_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "host/schedules/schedule.h"

enum { SCHEDULE_PAGE_KEY_SIZE = 2 * SCHEDULE_NAME_MAX + 2 };

struct http_request;
struct request_path;

struct schedule_page {
    size_t most;
    size_t count;
    char prefix[SCHEDULE_NAME_MAX + 1];
    char group[SCHEDULE_NAME_MAX + 1]; /* ""; any; as the next */
    char state[16];
    char token[SCHEDULE_PAGE_KEY_SIZE]; /* of the last item before; "" */
    char last[SCHEDULE_PAGE_KEY_SIZE];
    bool has_more;
};

/* False: a parameter is not valid, and the response was sent. `of_schedules`:
 * it may have a group and a state. */
bool schedule_page_read(struct schedule_page *page, struct http_request *req,
                        const struct request_path *path, bool of_schedules);
/* The item, in order of its key, is on the page. */
bool schedule_page_takes(struct schedule_page *page, const char *key,
                         const char *name);
/* Takes the items. */
void schedule_page_send(const struct schedule_page *page,
                        struct http_request *req, const char *list,
                        json_t *items);

#endif
