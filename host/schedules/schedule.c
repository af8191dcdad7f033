#include "host/schedules/schedule.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/schedules/schedule_id.h"

enum { AT_LATE_S = 60 };

const char *schedule_text(const json_t *document, const char *member)
{
    const char *text = json_string_value(json_object_get(document, member));

    return text ? text : "";
}

static const char *zone_name(const json_t *document)
{
    const char *name = schedule_text(document, "ScheduleExpressionTimezone");

    return *name ? name : "UTC";
}

bool schedule_check_times(const json_t *document, struct error *err)
{
    const char *text = schedule_text(document, "ScheduleExpression");
    struct expression e;
    struct error why = ERROR_NONE;
    int64_t at;

    if (!expression_parse(&e, text, &why))
        return error_set(err, "Invalid Schedule Expression %.256s: %s.", text,
                         why.text);
    struct time_zone *zone = time_zone_open(zone_name(document), &why);
    if (!zone)
        return error_set(err, "Invalid Schedule Expression Timezone: %s.",
                         why.text);
    bool ok = e.kind != EXPRESSION_AT || time_zone_to_utc(zone, e.at_s, &at);
    time_zone_close(zone);
    return ok || error_set(err,
                           "Invalid Schedule Expression %s: the clocks of %s "
                           "leave this time out.",
                           text, zone_name(document));
}

static int64_t date(const json_t *document, const char *member, int64_t absent)
{
    const json_t *value = json_object_get(document, member);

    return value ? (int64_t)json_number_value(value) : absent;
}

static void read_own(struct schedule *s)
{
    const json_t *own = json_object_get(s->document, "dayfly");
    const char *missed = schedule_text(own, "Missed");
    const json_t *retry =
        json_object_get(json_object_get(s->document, "Target"), "RetryPolicy");
    const json_t *window = json_object_get(s->document, "FlexibleTimeWindow");
    const json_t *age = json_object_get(retry, "MaximumEventAgeInSeconds");

    s->group = schedule_text(s->document, "GroupName");
    s->name = schedule_text(s->document, "Name");
    s->id = schedule_text(own, "Id");
    s->missed = !strcmp(missed, "skip")  ? SCHEDULE_SKIP
                : !strcmp(missed, "all") ? SCHEDULE_ALL
                                         : SCHEDULE_ONCE;
    s->age_s = age ? json_integer_value(age) : SCHEDULE_AGE_S;
    s->window_s = 60 * json_integer_value(
                           json_object_get(window, "MaximumWindowInMinutes"));
    s->enabled = strcmp(schedule_text(s->document, "State"), "DISABLED") != 0;
    s->deletes =
        !strcmp(schedule_text(s->document, "ActionAfterCompletion"), "DELETE");
    s->first_s = date(s->document, "StartDate", 0);
    s->last_s = date(s->document, "EndDate", INT64_MAX);
    s->of_rule =
        !strncmp(s->group, SCHEDULE_RULE_GROUP, strlen(SCHEDULE_RULE_GROUP));
    s->begin_s = date(s->document, "StartDate",
                      date(own, "Phase", date(own, "Begin", 0)));
    s->due_s = -1;
}

struct schedule *schedule_new(json_t *document, struct error *err)
{
    struct schedule *s = mem_new(1, sizeof *s);

    if (!s || !document) {
        json_decref(document);
        mem_free(s);
        (void)error_set(err, "out of memory");
        return NULL;
    }
    s->document = document;
    read_own(s);
    if (expression_parse(&s->expression,
                         schedule_text(document, "ScheduleExpression"), err))
        s->zone = time_zone_open(zone_name(document), err);
    if (s->zone)
        return s;
    schedule_free(s);
    return NULL;
}

void schedule_free(struct schedule *s)
{
    if (!s)
        return;
    time_zone_close(s->zone);
    json_decref(s->document);
    mem_free(s);
}

int64_t schedule_next(const struct schedule *s, int64_t after_s)
{
    int64_t from = after_s < s->first_s - 1 ? s->first_s - 1 : after_s;
    int64_t next = expression_next(&s->expression, s->zone, s->begin_s, from);

    return next <= s->last_s ? next : -1;
}

int64_t schedule_before_first(const struct schedule *s)
{
    int64_t made = date(json_object_get(s->document, "dayfly"), "Begin", 0);

    /* A rate of a rule is due first when its period is over. */
    if (s->expression.kind == EXPRESSION_RATE && !s->of_rule)
        return made - 1;
    return s->expression.kind == EXPRESSION_AT ? made - AT_LATE_S : made;
}

int64_t schedule_fire_ms(const struct schedule *s, int64_t due_s)
{
    int64_t share =
        s->window_s > 0
            ? (int64_t)schedule_id_number(s->id, due_s) % (s->window_s * 1000)
            : 0;

    return due_s * 1000 + share;
}

void schedule_arn(const struct schedule *s, const char *region,
                  char arn[SCHEDULE_ARN_SIZE])
{
    if (s->of_rule)
        (void)snprintf(arn, SCHEDULE_ARN_SIZE,
                       "arn:aws:events:%s:000000000000:%s", region, s->group);
    else
        (void)snprintf(arn, SCHEDULE_ARN_SIZE,
                       "arn:aws:scheduler:%s:000000000000:schedule/%s/%s",
                       region, s->group, s->name);
}
