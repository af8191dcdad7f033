#include "host/sam_events/sam_schedule.h"

#include <string.h>

#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_property.h"
#include "host/cfn/cfn_resource.h"
#include "host/cron/expression.h"
#include "host/cron/time_zone.h"

static const char first[] = "Schedule";
static const char second[] = "ScheduleV2";

bool sam_schedule_is(const char *type)
{
    return !strcmp(type, first) || !strcmp(type, second);
}

struct texts {
    char expression[EXPRESSION_MAX + 1];
    char zone[TIME_ZONE_NAME_MAX + 1];
    char input[CFN_VALUE_MAX_BYTES];
    char state[16];
    char enabled[8];
};

static bool check(struct cfn_values *v, const struct yaml_node *at,
                  const struct texts *t, struct error *err)
{
    struct expression e;
    struct error why = ERROR_NONE;
    struct time_zone *zone;

    if (!expression_parse(&e, t->expression, &why))
        return cfn_error(v, at, err, "the schedule is \"%.200s\": %s",
                         t->expression, why.text);
    zone = time_zone_open(*t->zone ? t->zone : "UTC", &why);
    time_zone_close(zone);
    return zone || cfn_error(v, at, err, "%s", why.text);
}

/* NULL: the input is no JSON, or out of memory; err says so. */
static json_t *make(struct cfn_values *v, const struct yaml_item *event,
                    const struct texts *t, struct error *err)
{
    bool is_off = !strcmp(t->state, "DISABLED") || !strcmp(t->enabled, "false");
    json_t *item = json_object();
    json_t *input =
        *t->input ? json_loads(t->input, JSON_DECODE_ANY, NULL) : NULL;

    if (*t->input && !input) {
        (void)cfn_error(v, event->value, err, "the Input is not JSON");
        json_decref(item);
        return NULL;
    }
    (void)json_object_set_new(item, "name", json_string(event->key->text));
    (void)json_object_set_new(item, "expression", json_string(t->expression));
    (void)json_object_set_new(item, "enabled", json_boolean(!is_off));
    if (*t->zone)
        (void)json_object_set_new(item, "zone", json_string(t->zone));
    if (input)
        (void)json_object_set_new(item, "input", input);
    return item;
}

bool sam_schedule_read(struct cfn_values *v, json_t *settings,
                       const struct yaml_item *event, struct error *err)
{
    const struct cfn_properties p = cfn_properties_of(v, event->value, NULL);
    bool is_first = !strcmp(cfn_resource_type(event->value), first);
    struct texts t;
    json_t *list = json_object_get(settings, "schedules");
    json_t *item;

    if (!cfn_property_text(v, &p, is_first ? "Schedule" : "ScheduleExpression",
                           t.expression, sizeof t.expression, err) ||
        !cfn_property_text(v, &p, "ScheduleExpressionTimezone", t.zone,
                           sizeof t.zone, err) ||
        !cfn_property_text(v, &p, "Input", t.input, sizeof t.input, err) ||
        !cfn_property_text(v, &p, "State", t.state, sizeof t.state, err) ||
        !cfn_property_text(v, &p, "Enabled", t.enabled, sizeof t.enabled,
                           err) ||
        !check(v, event->value, &t, err))
        return false;
    item = make(v, event, &t, err);
    if (!item)
        return false;
    if (!list) {
        list = json_array();
        (void)json_object_set_new(settings, "schedules", list);
    }
    return json_array_append_new(list, item) == 0 ||
           error_set(err, "out of memory");
}
