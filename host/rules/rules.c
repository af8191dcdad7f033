#include "host/rules/rules.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/base/ids.h"
#include "host/crypto/digest.h"
#include "host/schedules/schedule_source.h"
#include "host/schedules/scheduler.h"
#include "host/store/store.h"

static const char kind[] = "rule";

/* No function's name has a colon. */
enum {
    OWNER_SIZE = RULE_NAME_MAX + 16,
    GROUP_SIZE = RULE_NAME_MAX + 16,
    WHAT_SIZE = 512,
};

json_t *rules_find(const struct scheduler *sc, const char *name)
{
    return json_object_get(sc->rules, name);
}

json_t *rules_arn(const struct scheduler *sc, const char *name)
{
    return json_sprintf("arn:aws:events:%s:000000000000:rule/%s", sc->region,
                        name);
}

void rules_begin(json_t *rule)
{
    char id[UUID_SIZE];

    uuid_make(id);
    (void)json_object_set_new(rule, "dayfly",
                              json_pack("{s:s, s:I}", "Id", id, "Begin",
                                        (json_int_t)(clock_wall_ms() / 1000)));
}

static json_int_t begin_of(const json_t *object)
{
    return json_integer_value(
        json_object_get(json_object_get(object, "dayfly"), "Begin"));
}

/* The schedule of a target. Its id stays while the times of the rule do. */
static json_t *make_document(const json_t *rule, const json_t *target,
                             const char *group)
{
    const char *name = schedule_text(target, "Id");
    json_int_t phase = begin_of(rule);
    json_int_t begin = begin_of(target);
    AUTO(struct buf, buf_free) what = BUF(512);
    char id[UUID_SIZE];
    json_t *own = json_deep_copy(target);

    (void)!buf_printf(&what, "%s %s",
                      schedule_text(json_object_get(rule, "dayfly"), "Id"),
                      name);
    digest_uuid(what.data, id);
    (void)json_object_del(own, "dayfly");
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:{s:s}, s:f, s:f, "
        "s:{s:s, s:I, s:I, s:s}}",
        "Name", name, "GroupName", group, "ScheduleExpression",
        schedule_text(rule, "ScheduleExpression"), "ScheduleExpressionTimezone",
        "UTC", "State", schedule_text(rule, "State"), "ActionAfterCompletion",
        "NONE", "Target", own, "FlexibleTimeWindow", "Mode", "OFF",
        "CreationDate", (double)begin, "LastModificationDate",
        (double)(begin > phase ? begin : phase), "dayfly", "Id", id, "Phase",
        phase, "Begin", begin > phase ? begin : phase, "Missed", "");
}

static void take(struct scheduler *sc, const json_t *rule, const json_t *target,
                 const char *group)
{
    char what[WHAT_SIZE];

    (void)snprintf(what, sizeof what, "the target %s of %s",
                   schedule_text(target, "Id"), group);
    schedule_source_take(sc, make_document(rule, target, group), false, what);
}

/* The schedules are as the rule is now; NULL: it is gone. */
static void apply(struct scheduler *sc, const char *name, const json_t *rule)
{
    char group[GROUP_SIZE];
    size_t i;
    const json_t *target;
    struct schedule *next;
    struct error ignored = ERROR_NONE;

    (void)snprintf(group, sizeof group, SCHEDULE_RULE_GROUP "%s", name);
    for (struct schedule *s = sc->list; s; s = s->next)
        if (!strcmp(s->group, group))
            s->found = false;
    json_array_foreach(json_object_get(rule, "Targets"), i, target)
    {
        take(sc, rule, target, group);
    }
    for (struct schedule *s = sc->list; s; s = next) {
        next = s->next;
        if (!strcmp(s->group, group) && !s->found)
            (void)!scheduler_remove(sc, s, &ignored);
    }
}

static void owner_of(char owner[OWNER_SIZE], const char *name)
{
    (void)snprintf(owner, OWNER_SIZE, "rule:%s", name);
}

bool rules_put(struct scheduler *sc, json_t *rule, struct error *err)
{
    const char *name = schedule_text(rule, "Name");
    char *text = json_dumps(rule, JSON_COMPACT);
    char owner[OWNER_SIZE];
    const struct store_item item = {
        .kind = kind, .owner = owner, .name = "", .text = text};

    owner_of(owner, name);
    bool ok = text ? store_put(sc->store, &item, err)
                   : error_set(err, "out of memory");
    mem_free(text);
    if (ok && json_object_set(sc->rules, name, rule) == 0)
        apply(sc, name, rule);
    json_decref(rule);
    return ok;
}

bool rules_remove(struct scheduler *sc, const char *name, struct error *err)
{
    char owner[OWNER_SIZE];

    owner_of(owner, name);
    if (!store_remove_owner(sc->store, owner, err))
        return false;
    apply(sc, name, NULL);
    (void)json_object_del(sc->rules, name);
    return true;
}

static bool load(void *self, const struct store_item *item, struct error *err)
{
    struct scheduler *sc = self;
    json_t *rule = json_loads(item->text, 0, NULL);
    const char *name = schedule_text(rule, "Name");

    if (!json_is_object(rule) || !*name ||
        json_object_set_new(sc->rules, name, rule) != 0)
        return error_set(err, "the store's row of %s cannot be read",
                         item->owner);
    apply(sc, name, rule);
    return true;
}

bool rules_open(struct scheduler *sc, struct error *err)
{
    return store_each(sc->store, kind, load, sc, err);
}
