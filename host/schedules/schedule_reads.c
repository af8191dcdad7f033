#include "host/schedules/schedule_reads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/cron/civil_time.h"
#include "host/dispatch/dispatcher_refresh.h"
#include "host/http/request_path.h"
#include "host/management/management.h"
#include "host/schedules/schedule_checks.h"
#include "host/schedules/schedule_folders.h"
#include "host/schedules/schedule_groups.h"
#include "host/schedules/schedule_page.h"
#include "host/schedules/scheduler.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { NEXT_TIMES = 5 };

struct schedule *schedule_reads_find(struct scheduler *sc,
                                     struct http_request *req,
                                     const char *group, const char *name)
{
    struct schedule *s = scheduler_find(sc, group, name);

    if (!s)
        service_error_send(req, SERVICE_NOT_FOUND,
                           "Schedule %s does not exist.", name);
    return s;
}

struct schedule *schedule_reads_named(struct scheduler *sc,
                                      struct http_request *req,
                                      const struct request_path *path,
                                      const char *name)
{
    char group[2 * SCHEDULE_NAME_MAX] = SCHEDULE_GROUP;

    if (!schedule_check_name(req, name, "name"))
        return NULL;
    if (request_path_has_query(path, "groupName") &&
        !request_path_query(path, "groupName", group, sizeof group))
        group[0] = '\0';
    if (!schedule_check_name(req, group, "groupName"))
        return NULL;
    return schedule_reads_find(sc, req, group, name);
}

/* NULL: out of memory. */
static json_t *shown(const struct scheduler *sc, const struct schedule *s)
{
    json_t *all = json_copy(s->document);
    char arn[SCHEDULE_ARN_SIZE];

    schedule_arn(s, sc->region, arn);
    if (!all || json_object_set_new(all, "Arn", json_string(arn)) != 0) {
        json_decref(all);
        return NULL;
    }
    (void)json_object_del(all, "dayfly");
    return all;
}

void schedule_reads_get(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *name = request_path_last(path);
    const struct schedule *s = schedule_reads_named(sc, req, path, name);

    if (s)
        service_reply_json(req, shown(sc, s));
}

static json_t *summary(const struct scheduler *sc, const struct schedule *s)
{
    static const char *const members[] = {
        "Name", "GroupName", "State", "CreationDate", "LastModificationDate"};
    json_t *item = json_object();
    char arn[SCHEDULE_ARN_SIZE];

    schedule_arn(s, sc->region, arn);
    for (size_t i = 0; i < COUNT(members); i++)
        (void)json_object_set(item, members[i],
                              json_object_get(s->document, members[i]));
    (void)json_object_set_new(item, "Arn", json_string(arn));
    (void)json_object_set_new(
        item, "Target",
        json_pack(
            "{s:O}", "Arn",
            json_object_get(json_object_get(s->document, "Target"), "Arn")));
    return item;
}

static int by_name(const void *one, const void *other)
{
    const struct schedule *a = *(const struct schedule *const *)one;
    const struct schedule *b = *(const struct schedule *const *)other;
    int groups = strcmp(a->group, b->group);

    return groups != 0 ? groups : strcmp(a->name, b->name);
}

/* In order; to be released. NULL: out of memory. */
static const struct schedule **sorted(const struct scheduler *sc)
{
    const struct schedule **all =
        mem_new(sc->count + 1, sizeof(struct schedule *));
    size_t count = 0;

    for (const struct schedule *s = sc->list; all && s; s = s->next)
        all[count++] = s;
    if (count > 0)
        qsort(all, count, sizeof(struct schedule *), by_name);
    return all;
}

/* What the folders bring has a group that no call can name otherwise. */
static bool has_group(const struct scheduler *sc, struct http_request *req,
                      const char *name)
{
    return !*name || !strcmp(name, SCHEDULE_FOLDER_GROUP) ||
           schedule_groups_has(sc, req, name);
}

void schedule_reads_list(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path)
{
    const struct scheduler *sc = service->scheduler;
    struct schedule_page page;
    const struct schedule **all = sc ? sorted(sc) : NULL;
    json_t *items = json_array();

    if (!sc) {
        service_reply_json(req, json_pack("{s:o}", "Schedules", items));
        return;
    }
    management_gate(service->management, req);
    if (!all || !schedule_page_read(&page, req, path, true) ||
        !has_group(sc, req, page.group)) {
        if (!all)
            service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
        mem_free(all);
        json_decref(items);
        return;
    }
    for (size_t i = 0; i < sc->count; i++) {
        char key[SCHEDULE_PAGE_KEY_SIZE];
        const char *state = schedule_text(all[i]->document, "State");
        (void)snprintf(key, sizeof key, "%s/%s", all[i]->group, all[i]->name);
        if (!all[i]->of_rule &&
            (!*page.group || !strcmp(page.group, all[i]->group)) &&
            (!*page.state || !strcmp(page.state, state)) &&
            schedule_page_takes(&page, key, all[i]->name))
            (void)json_array_append_new(items, summary(sc, all[i]));
    }
    mem_free(all);
    schedule_page_send(&page, req, "Schedules", items);
}

static json_t *next_times(const struct schedule *s)
{
    json_t *list = json_array();
    int64_t at = s->due_s;
    char text[CIVIL_TIME_SIZE];

    for (int i = 0; i < NEXT_TIMES && at >= 0 && s->enabled; i++) {
        civil_time_text(at, text);
        (void)json_array_append_new(list, json_sprintf("%sZ", text));
        at = schedule_next(s, at);
    }
    return list;
}

void schedule_reads_all(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const struct schedule **all;
    json_t *items = json_array();

    (void)path;
    /* What the folders bring is as they are now. */
    dispatcher_refresh_all(service->dispatcher);
    schedule_folders_search(sc);
    all = sorted(sc);
    for (size_t i = 0; all && i < sc->count; i++) {
        json_t *item = shown(sc, all[i]);
        (void)json_object_set_new(item, "Next", next_times(all[i]));
        (void)json_array_append_new(items, item);
    }
    mem_free(all);
    service_reply_json(req, json_pack("{s:o}", "Schedules", items));
}
