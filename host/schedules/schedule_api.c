#include "host/schedules/schedule_api.h"

#include <string.h>

#include "common/compiler.h"
#include "host/dispatch/dispatcher.h"
#include "host/dispatch/dispatcher_refresh.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/management/management.h"
#include "host/schedules/schedule_changes.h"
#include "host/schedules/schedule_folders.h"
#include "host/schedules/schedule_groups.h"
#include "host/schedules/schedule_reads.h"
#include "host/schedules/schedule_tags.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

static const struct route {
    const char *method;
    const char *path;
    /* `name`: the last segment; "": there is none. */
    void (*serve)(struct scheduler *sc, struct http_request *req,
                  const struct request_path *path, const char *name);
} routes[] = {
    {"GET", "schedules", schedule_reads_list},
    {"GET", "schedules/*", schedule_reads_get},
    {"POST", "schedules/*", schedule_changes_create},
    {"PUT", "schedules/*", schedule_changes_update},
    {"DELETE", "schedules/*", schedule_changes_delete},
    {"GET", "schedule-groups", schedule_groups_list},
    {"GET", "schedule-groups/*", schedule_groups_get},
    {"POST", "schedule-groups/*", schedule_groups_create},
    {"DELETE", "schedule-groups/*", schedule_groups_delete},
    {"GET", "tags/*", schedule_tags_list},
    {"POST", "tags/*", schedule_tags_set},
    {"DELETE", "tags/*", schedule_tags_drop},
    {"GET", "_dayfly/schedules", schedule_reads_all},
    {"GET", "_dayfly/schedules/*", schedule_reads_get},
    {"POST", "_dayfly/schedules/*", schedule_changes_create},
    {"PUT", "_dayfly/schedules/*", schedule_changes_update},
    {"DELETE", "_dayfly/schedules/*", schedule_changes_delete},
};

static const struct route *find(const struct http_request *req,
                                struct request_path *path, bool *known)
{
    *known = false;
    if (!request_path_parse(path, req->target))
        return NULL;
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (!request_path_matches(path, routes[i].path) ||
            (!strcmp(path->segment[0], "tags") &&
             !strstr(path->segment[1], ":scheduler:")))
            continue;
        *known = true;
        if (!strcmp(routes[i].method, req->method))
            return &routes[i];
    }
    return NULL;
}

bool schedule_api_is_for(const struct http_request *req, bool *sure)
{
    const char *signature = http_request_header(req, "Authorization");
    struct request_path path;
    bool known;

    (void)find(req, &path, &known);
    *sure =
        known && (!strcmp(path.segment[0], "_dayfly") ||
                  (signature && strstr(signature, "/scheduler/aws4_request")));
    return known;
}

void schedule_api_serve(struct service_context *service,
                        struct http_request *req)
{
    struct request_path path;
    bool known;
    const struct route *route = find(req, &path, &known);

    if (!route)
        service_error_send(req, SERVICE_METHOD,
                           "The method %s is not supported at this path.",
                           req->method);
    else if (service->scheduler) {
        management_gate(service->management, req);
        /* What the folders bring is as they are now. */
        if (route->serve == schedule_reads_all) {
            dispatcher_refresh_all(service->dispatcher);
            schedule_folders_search(service->scheduler);
        }
        route->serve(service->scheduler, req, &path,
                     path.segment[path.count - 1]);
    } else if (route->serve == schedule_reads_list)
        service_reply_json(req, json_pack("{s:[]}", "Schedules"));
    else
        service_error_send(req, SERVICE_METHOD,
                           "This dayfly keeps no schedules; start it with "
                           "--data DIR.");
}
