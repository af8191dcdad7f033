#include "host/schedules/schedule_tags.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/http/request_path.h"
#include "host/management/checks.h"
#include "host/management/entry.h"
#include "host/schedules/schedule_checks.h"
#include "host/schedules/schedule_rows.h"
#include "host/schedules/scheduler.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { TAGS_MAX = 50, TAG_KEY_MAX = 128, TAG_VALUE_MAX = 256 };

static bool check_tags(struct http_request *req, const json_t *tags)
{
    size_t i;
    json_t *tag;

    json_array_foreach(tags, i, tag)
    {
        const json_t *key = json_object_get(tag, "Key");
        const json_t *value = json_object_get(tag, "Value");
        size_t size = json_string_length(key);
        if (size > 0 && size <= TAG_KEY_MAX && json_is_string(value) &&
            json_string_length(value) <= TAG_VALUE_MAX)
            continue;
        service_error_send(req, SERVICE_VALIDATION_OF_SCHEDULE,
                           "A tag has a Key of 1 to %d characters and a Value "
                           "of at most %d.",
                           TAG_KEY_MAX, TAG_VALUE_MAX);
        return false;
    }
    return true;
}

bool schedule_tags_put(struct scheduler *sc, struct http_request *req,
                       const char *name, json_t *document)
{
    struct error err = ERROR_NONE;

    (void)json_object_set_new(document, "LastModificationDate",
                              json_real((double)clock_wall_ms() / 1000));
    if (document && schedule_rows_put_group(sc, name, document, &err) &&
        json_object_set_new(sc->groups, name, document) == 0)
        return true;
    service_error_send(req, SERVICE_SERVICE, "dayfly: %s",
                       *err.text ? err.text : "out of memory");
    return false;
}

json_t *schedule_tags_read(struct http_request *req)
{
    static const struct checks_type types[] = {{"Tags", JSON_ARRAY}};
    json_t *body = entry_read_body(req);

    if (body && checks_types(body, types, COUNT(types), req) &&
        check_tags(req, json_object_get(body, "Tags")))
        return body;
    json_decref(body);
    return NULL;
}

void schedule_tags_add(json_t *to, const json_t *tags)
{
    size_t i;
    json_t *tag;

    json_array_foreach(tags, i, tag)
    {
        (void)json_object_set(to, schedule_text(tag, "Key"),
                              json_object_get(tag, "Value"));
    }
}

static bool is_group(const struct scheduler *sc, struct http_request *req,
                     const char *name)
{
    if (!strcmp(name, SCHEDULE_GROUP) || json_object_get(sc->groups, name))
        return true;
    service_error_send(req, SERVICE_NOT_FOUND,
                       "Schedule group %s does not exist.", name);
    return false;
}

/* NULL: the response was sent. */
static const char *group_of(struct scheduler *sc, struct http_request *req,
                            const char *arn)
{
    const char *name = strstr(arn, ":schedule-group/");

    name = name ? strchr(name, '/') + 1 : "";
    if (!schedule_check_name(req, name, "resourceArn") ||
        !is_group(sc, req, name))
        return NULL;
    return name;
}

void schedule_tags_list(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *arn = request_path_last(path);
    const char *name = group_of(sc, req, arn);
    json_t *list;
    const char *key;
    json_t *value;

    if (!name)
        return;
    list = json_array();
    json_object_foreach(
        json_object_get(json_object_get(sc->groups, name), "Tags"), key, value)
    {
        (void)json_array_append_new(
            list, json_pack("{s:s, s:O}", "Key", key, "Value", value));
    }
    service_reply_json(req, json_pack("{s:o}", "Tags", list));
}

/* A copy of the group's document with tags; to be released. */
static json_t *copy(const struct scheduler *sc, const char *name)
{
    const json_t *document = json_object_get(sc->groups, name);
    json_t *group = document ? json_deep_copy(document)
                             : json_pack("{s:f}", "CreationDate", 0.0);

    if (!json_object_get(group, "Tags"))
        (void)json_object_set_new(group, "Tags", json_object());
    return group;
}

void schedule_tags_set(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *arn = request_path_last(path);
    const char *name = group_of(sc, req, arn);
    json_t *body = name ? schedule_tags_read(req) : NULL;
    json_t *group;

    if (!body)
        return;
    group = copy(sc, name);
    schedule_tags_add(json_object_get(group, "Tags"),
                      json_object_get(body, "Tags"));
    json_decref(body);
    if (json_object_size(json_object_get(group, "Tags")) > TAGS_MAX) {
        json_decref(group);
        service_error_send(req, SERVICE_QUOTA, "A group has %d tags at most.",
                           TAGS_MAX);
    } else if (schedule_tags_put(sc, req, name, group)) {
        service_reply_json(req, json_object());
    }
}

/* Removes those that the query parameters TagKeys name. */
static void drop_keys(json_t *tags, const struct request_path *path)
{
    const char *query = path->query;
    char key[4 * TAG_KEY_MAX];

    while (request_path_next_query(&query, "TagKeys", key, sizeof key))
        (void)json_object_del(tags, key);
}

void schedule_tags_drop(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    struct scheduler *sc = service->scheduler;
    const char *arn = request_path_last(path);
    const char *name = group_of(sc, req, arn);
    json_t *group;

    if (!name)
        return;
    group = copy(sc, name);
    drop_keys(json_object_get(group, "Tags"), path);
    if (schedule_tags_put(sc, req, name, group))
        service_reply_json(req, json_object());
}
