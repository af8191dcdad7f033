#include "host/schedules/schedule_groups.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/http/request_path.h"
#include "host/schedules/schedule_checks.h"
#include "host/schedules/schedule_page.h"
#include "host/schedules/schedule_rows.h"
#include "host/schedules/schedule_tags.h"
#include "host/schedules/scheduler.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { GROUPS_MAX = 500 };

static bool is_default(const char *name)
{
    return !strcmp(name, SCHEDULE_GROUP) ||
           !strcmp(name, SCHEDULE_FOLDER_GROUP);
}

bool schedule_groups_has(const struct scheduler *sc, struct http_request *req,
                         const char *name)
{
    if (!strcmp(name, SCHEDULE_FOLDER_GROUP)) {
        service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                           "The group " SCHEDULE_FOLDER_GROUP
                           " has the schedules of the served folders alone.");
        return false;
    }
    if (is_default(name) || json_object_get(sc->groups, name))
        return true;
    service_error_send(req, SERVICE_NOT_FOUND,
                       "Schedule group %s does not exist.", name);
    return false;
}

static json_t *shown(const struct scheduler *sc, const char *name)
{
    const json_t *document = json_object_get(sc->groups, name);
    json_t *zero = json_real(0);
    json_t *created = json_object_get(document, "CreationDate");
    json_t *changed = json_object_get(document, "LastModificationDate");
    json_t *group = json_pack(
        "{s:o, s:s, s:s, s:O, s:O}", "Arn",
        json_sprintf("arn:aws:scheduler:%s:000000000000:schedule-group/%s",
                     sc->region, name),
        "Name", name, "State", "ACTIVE", "CreationDate",
        created ? created : zero, "LastModificationDate",
        changed ? changed : zero);

    json_decref(zero);
    return group;
}

void schedule_groups_list(struct service_context *service,
                          struct http_request *req,
                          const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    struct schedule_page page;
    json_t *all;
    json_t *items;
    const char *key;
    json_t *value;

    if (!schedule_page_read(&page, req, path, false))
        return;
    all = json_copy(sc->groups);
    items = json_array();
    (void)json_object_set_new(all, SCHEDULE_GROUP, json_true());
    /* In order: jansson keeps the one in which they came. */
    for (;;) {
        const char *first = NULL;
        json_object_foreach(all, key, value)
        {
            first = !first || strcmp(key, first) < 0 ? key : first;
        }
        if (!first)
            break;
        if (schedule_page_takes(&page, first, first))
            (void)json_array_append_new(items, shown(sc, first));
        (void)json_object_del(all, first);
    }
    json_decref(all);
    schedule_page_send(&page, req, "ScheduleGroups", items);
}

void schedule_groups_get(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *name = request_path_last(path);
    if (schedule_check_name(req, name, "name") &&
        schedule_groups_has(sc, req, name))
        service_reply_json(req, shown(sc, name));
}

void schedule_groups_create(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *name = request_path_last(path);
    json_t *body;
    json_t *tags;

    if (!schedule_check_name(req, name, "name"))
        return;
    if (is_default(name) || json_object_get(sc->groups, name)) {
        service_error_send(req, SERVICE_EXISTS,
                           "Schedule group %s already exists.", name);
        return;
    }
    if (json_object_size(sc->groups) >= GROUPS_MAX) {
        service_error_send(req, SERVICE_QUOTA,
                           "This host has %d groups, which is the most.",
                           GROUPS_MAX);
        return;
    }
    body = schedule_tags_read(req);
    if (!body)
        return;
    tags = json_object();
    schedule_tags_add(tags, json_object_get(body, "Tags"));
    if (schedule_tags_put(sc, req, name,
                          json_pack("{s:f, s:o}", "CreationDate",
                                    (double)clock_wall_ms() / 1000, "Tags",
                                    tags)))
        service_reply_json(
            req, json_pack("{s:o}", "ScheduleGroupArn",
                           json_sprintf("arn:aws:scheduler:%s:000000000000:"
                                        "schedule-group/%s",
                                        sc->region, name)));
    json_decref(body);
}

void schedule_groups_delete(struct service_context *service,
                            struct http_request *req,
                            const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *name = request_path_last(path);
    struct schedule *next;
    struct error err = ERROR_NONE;
    bool ok = true;

    if (!schedule_check_name(req, name, "name") ||
        !schedule_groups_has(sc, req, name))
        return;
    if (is_default(name)) {
        service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                           "The group default can not be deleted.");
        return;
    }
    for (struct schedule *s = sc->list; ok && s; s = next) {
        next = s->next;
        if (!strcmp(s->group, name))
            ok = scheduler_remove(sc, s, &err);
    }
    if (ok && schedule_rows_remove_group(sc, name, &err)) {
        (void)json_object_del(sc->groups, name);
        service_reply_json(req, json_object());
    } else {
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
    }
}
