#include "host/schedules/schedule_folders.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/buf.h"
#include "host/crypto/digest.h"
#include "host/functions/function_registry.h"
#include "host/management/management.h"
#include "host/schedules/schedule_released.h"
#include "host/schedules/schedule_source.h"
#include "host/schedules/scheduler.h"

enum { FULL_NAME_SIZE = 2 * SCHEDULE_NAME_MAX + 16 };

static json_t *make_target(const struct scheduler *sc,
                           const struct schedule_released *from,
                           const json_t *input)
{
    char arn[FUNCTION_ARN_SIZE];
    char *text;
    json_t *target;

    function_arn(arn, sc->region, from->function->name, from->qualifier);
    target = json_pack("{s:s, s:s}", "Arn", arn, "RoleArn",
                       "arn:aws:iam::000000000000:role/dayfly");
    text = input ? json_dumps(input, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    if (text)
        (void)json_object_set_new(target, "Input", json_string(text));
    mem_free(text);
    return target;
}

static const char *or_else(const char *text, const char *otherwise)
{
    return *text ? text : otherwise;
}

/* When its files came. */
static double changed_at(const struct function *fn)
{
    struct stat st;

    return stat(fn->folder, &st) == 0 ? (double)st.st_mtime : 0;
}

/* A rate counts from 1970, so that it is the same after each start. */
static json_t *make_document(const struct scheduler *sc,
                             const struct schedule_released *from,
                             const json_t *item, const char *name)
{
    const char *zone = or_else(schedule_text(item, "zone"), "UTC");
    const char *expression = schedule_text(item, "expression");
    double changed = changed_at(from->function);
    AUTO(struct buf, buf_free) what = BUF(4096);
    char id[UUID_SIZE];

    (void)!buf_printf(&what, "%s %s %s", name, expression, zone);
    digest_uuid(what.data, id);
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:{s:s}, s:f, s:f, "
        "s:{s:s, s:i, s:s}}",
        "Name", name, "GroupName", SCHEDULE_FOLDER_GROUP, "ScheduleExpression",
        expression, "ScheduleExpressionTimezone", zone, "State",
        json_is_false(json_object_get(item, "enabled")) ? "DISABLED"
                                                        : "ENABLED",
        "ActionAfterCompletion", "NONE", "Target",
        make_target(sc, from, json_object_get(item, "input")),
        "FlexibleTimeWindow", "Mode", "OFF", "CreationDate", changed,
        "LastModificationDate", changed, "dayfly", "Id", id, "Begin", 0,
        "Missed", schedule_text(item, "missed"));
}

static void take(struct scheduler *sc, const struct schedule_released *from,
                 const json_t *item, size_t number)
{
    const char *function = from->function->name;
    const char *given = schedule_text(item, "name");
    char name[FULL_NAME_SIZE];
    char what[FULL_NAME_SIZE + 16];

    if (*given)
        (void)snprintf(name, sizeof name, "%s.%s", function, given);
    else
        (void)snprintf(name, sizeof name, "%s.%zu", function, number);
    (void)snprintf(what, sizeof what, "the schedule %s", name);
    schedule_source_take(sc, make_document(sc, from, item, name), true, what);
}

/* Those of a function whose files have a mistake now stay. */
static void keep(struct scheduler *sc, const struct function *fn)
{
    size_t size = strlen(fn->name);

    for (struct schedule *s = sc->list; s; s = s->next)
        if (s->from_folder && !strncmp(s->name, fn->name, size) &&
            s->name[size] == '.')
            s->found = true;
}

static void take_all(struct scheduler *sc, const struct function *latest)
{
    struct schedule_released from;

    schedule_released_open(&from, sc, latest);
    const json_t *list = from.function->manifest.schedules;
    if (from.function->config_error)
        keep(sc, from.function);
    for (size_t i = 0; i < json_array_size(list); i++)
        take(sc, &from, json_array_get(list, i), i + 1);
    schedule_released_close(&from);
}

bool schedule_folders_have_changed(const struct scheduler *sc)
{
    return sc->searched != sc->registry->changes ||
           sc->searched_catalog != sc->management->catalog.changes;
}

void schedule_folders_search(struct scheduler *sc)
{
    const struct function_registry *registry = sc->registry;
    struct schedule *next;
    struct error ignored = ERROR_NONE;

    sc->searched = registry->changes;
    sc->searched_catalog = sc->management->catalog.changes;
    for (struct schedule *s = sc->list; s; s = s->next)
        s->found = false;
    for (size_t i = 0; i < registry->count; i++)
        take_all(sc, registry->functions[i]);
    for (struct schedule *s = sc->list; s; s = next) {
        next = s->next;
        if (s->from_folder && !s->found)
            (void)!scheduler_remove(sc, s, &ignored);
    }
}
