#include "host/event_sources/schedule_list.h"

#include <string.h>

#include "host/base/json_items.h"
#include "host/cron/expression.h"
#include "host/cron/time_zone.h"

enum { NAME_MAX_BYTES = 64 };

static bool is_name(const json_t *value)
{
    const char *text = json_string_value(value);
    size_t size = json_string_length(value);

    return size > 0 && size <= NAME_MAX_BYTES &&
           strspn(text,
                  "abcdefghijklmnopqrstuvwxyz"
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == size;
}

static bool is_missed(const json_t *value)
{
    const char *text = json_string_value(value);

    return text && (!strcmp(text, "once") || !strcmp(text, "skip") ||
                    !strcmp(text, "all"));
}

static bool check_member(const char *key, const json_t *value,
                         struct error *err)
{
    if (!strcmp(key, "expression") || !strcmp(key, "zone"))
        return json_is_string(value) ||
               error_set(err, "\"%s\" must be a text", key);
    if (!strcmp(key, "name"))
        return is_name(value) ||
               error_set(err,
                         "\"name\" must be 1 to %d letters, digits, -, _ "
                         "and .",
                         NAME_MAX_BYTES);
    if (!strcmp(key, "missed"))
        return is_missed(value) ||
               error_set(err,
                         "\"missed\" must be \"once\", \"skip\" or "
                         "\"all\"");
    if (!strcmp(key, "enabled"))
        return json_is_boolean(value) ||
               error_set(err, "\"enabled\" must be true or false");
    return !strcmp(key, "input") ||
           error_set(err,
                     "\"%.64s\" is no key of a schedule; they are expression, "
                     "name, zone, input, missed and enabled",
                     key);
}

static bool check_one(const json_t *item, struct error *err)
{
    const char *text = json_string_value(json_object_get(item, "expression"));
    const char *zone_name = json_string_value(json_object_get(item, "zone"));
    struct error why = ERROR_NONE;
    struct expression e;
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(size_t)item, key, value)
    {
        if (!check_member(key, value, err))
            return false;
    }
    if (!text)
        return error_set(err, "it must be an object with an \"expression\"");
    if (!expression_parse(&e, text, &why))
        return error_set(err, "\"expression\" is %.256s: %s", text, why.text);
    struct time_zone *zone = time_zone_open(zone_name ? zone_name : "UTC", err);
    time_zone_close(zone);
    return zone != NULL;
}

bool schedule_list_check(const json_t *list, struct error *err)
{
    return json_items_check(list, "schedules", SCHEDULE_LIST_MAX, check_one,
                            err);
}
