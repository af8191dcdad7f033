#include "host/schedules/schedule_event.h"

#include <string.h>

#include "common/json/json_check.h"
#include "host/cron/civil_time.h"

#define ACCOUNT "000000000000"

static bool add_attribute(struct buf *out, const struct schedule_event *event,
                          const char *name, size_t size)
{
    char time[CIVIL_TIME_SIZE];
    const struct {
        const char *name;
        const char *value;
    } attributes[] = {
        {"<aws.scheduler.schedule-arn>", event->arn},
        {"<aws.scheduler.execution-id>", event->id},
        {"<aws.scheduler.attempt-number>", "1"},
    };

    civil_time_text(event->due_s, time);
    for (size_t i = 0; i < COUNT(attributes); i++)
        if (strlen(attributes[i].name) == size &&
            !memcmp(attributes[i].name, name, size))
            return buf_add_str(out, attributes[i].value);
    if (size == strlen("<aws.scheduler.scheduled-time>") &&
        !memcmp(name, "<aws.scheduler.scheduled-time>", size))
        return buf_printf(out, "%sZ", time);
    return buf_add(out, name, size);
}

static bool add_input(struct buf *out, const struct schedule_event *event,
                      const char *input)
{
    static const char begin[] = "<aws.scheduler.";
    const char *at = input;

    for (const char *found; (found = strstr(at, begin));) {
        const char *end = strchr(found, '>');
        if (!end)
            break;
        if (!buf_add(out, at, (size_t)(found - at)) ||
            !add_attribute(out, event, found, (size_t)(end + 1 - found)))
            return false;
        at = end + 1;
    }
    return buf_add_str(out, at);
}

bool schedule_event_add(struct buf *out, const struct schedule_event *event,
                        const char *input)
{
    char time[CIVIL_TIME_SIZE];

    if (input)
        return event->of_rule ? buf_add_str(out, input)
                              : add_input(out, event, input);
    civil_time_text(event->due_s, time);
    return buf_printf(out,
                      "{\"version\":\"0\",\"id\":\"%s\",\"detail-type\":"
                      "\"Scheduled Event\",\"source\":\"aws.%s\","
                      "\"account\":\"" ACCOUNT
                      "\",\"time\":\"%sZ\",\"region\":\"%s\",\"resources\":["
                      "\"%s\"],\"detail\":%s}",
                      event->id, event->of_rule ? "events" : "scheduler", time,
                      event->region, event->arn,
                      event->of_rule ? "{}" : "\"{}\"");
}

bool schedule_event_is_json(const char *input)
{
    AUTO(struct buf, buf_free) text = BUF((size_t)4 * SCHEDULE_INPUT_MAX);
    struct error ignored = ERROR_NONE;
    const struct schedule_event event = {
        .arn = "arn", .region = "", .id = "id"};

    return schedule_event_add(&text, &event, input) &&
           json_check(text.data, text.size, &ignored);
}
