#include "host/schedules/schedule_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/compiler.h"
#include "host/http/request_path.h"
#include "host/schedules/schedule_checks.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { PAGE_MAX_RESULTS = 100 };

/* False: it is too long or not encoded. Absent: "". */
static bool take(const struct request_path *path, const char *name, char *value,
                 size_t room)
{
    *value = '\0';
    return !request_path_has_query(path, name) ||
           request_path_query(path, name, value, room);
}

static bool fail(struct http_request *req, const char *what)
{
    service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                       "1 validation error detected: %s is not valid.", what);
    return false;
}

bool schedule_page_read(struct schedule_page *page, struct http_request *req,
                        const struct request_path *path, bool of_schedules)
{
    char most[8];

    *page = (struct schedule_page){.most = PAGE_MAX_RESULTS};
    if (!take(path, "MaxResults", most, sizeof most) ||
        strspn(most, "0123456789") != strlen(most))
        return fail(req, "MaxResults");
    if (*most)
        page->most = strtoul(most, NULL, 10);
    if (page->most < 1 || page->most > PAGE_MAX_RESULTS)
        return fail(req, "MaxResults, which is from 1 to 100,");
    if (!take(path, "NamePrefix", page->prefix, sizeof page->prefix))
        return fail(req, "NamePrefix");
    if (!take(path, "NextToken", page->token, sizeof page->token))
        return fail(req, "NextToken");
    if (!of_schedules)
        return true;
    if (!take(path, "ScheduleGroup", page->group, sizeof page->group))
        return fail(req, "ScheduleGroup");
    if (!take(path, "State", page->state, sizeof page->state) ||
        (*page->state && strcmp(page->state, "ENABLED") != 0 &&
         strcmp(page->state, "DISABLED") != 0))
        return fail(req, "State, which is ENABLED or DISABLED,");
    return true;
}

bool schedule_page_takes(struct schedule_page *page, const char *key,
                         const char *name)
{
    if (strncmp(name, page->prefix, strlen(page->prefix)) != 0 ||
        (*page->token && strcmp(key, page->token) <= 0))
        return false;
    if (page->count == page->most) {
        page->has_more = true;
        return false;
    }
    page->count++;
    (void)snprintf(page->last, sizeof page->last, "%s", key);
    return true;
}

void schedule_page_send(const struct schedule_page *page,
                        struct http_request *req, const char *list,
                        json_t *items)
{
    json_t *answer = json_pack("{s:o}", list, items);

    if (page->has_more)
        (void)json_object_set_new(answer, "NextToken", json_string(page->last));
    service_reply_json(req, answer);
}
