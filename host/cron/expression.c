#include "host/cron/expression.h"

#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/cron/civil_time.h"
#include "host/cron/time_zone.h"

enum { RATE_DIGITS_MAX = 6 };

static bool parse_rate(struct expression *e, const char *text,
                       struct error *err)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {{"minute", 60},  {"minutes", 60}, {"hour", 3600},
                 {"hours", 3600}, {"day", DAY_S},  {"days", DAY_S}};
    size_t digits = strspn(text, "0123456789");
    size_t spaces = strspn(text + digits, " ");
    int64_t count = 0;

    for (size_t i = 0; i < digits && digits <= RATE_DIGITS_MAX; i++)
        count = count * 10 + text[i] - '0';
    for (size_t i = 0; i < COUNT(units) && count > 0 && spaces > 0; i++)
        if (!strcmp(text + digits + spaces, units[i].name)) {
            e->period_s = count * units[i].seconds;
            return true;
        }
    return error_set(err,
                     "a rate is a number from 1 to 999999 and a unit, "
                     "minutes, hours or days: rate(5 minutes)");
}

static bool parse_inner(struct expression *e, const char *text,
                        struct error *err)
{
    if (e->kind == EXPRESSION_CRON)
        return cron_parse(&e->cron, text, strlen(text), err);
    if (e->kind == EXPRESSION_RATE)
        return parse_rate(e, text, err);
    return civil_time_parse(text, &e->at_s) ||
           error_set(err, "a time is written at(2026-12-24T18:00:00)");
}

bool expression_parse(struct expression *e, const char *text, struct error *err)
{
    static const struct {
        const char *begin;
        enum expression_kind kind;
    } kinds[] = {{"cron(", EXPRESSION_CRON},
                 {"rate(", EXPRESSION_RATE},
                 {"at(", EXPRESSION_AT}};
    char inner[EXPRESSION_MAX + 1];
    size_t size = strlen(text);

    *e = (struct expression){.kind = EXPRESSION_CRON};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t begin = strlen(kinds[i].begin);
        if (strncmp(text, kinds[i].begin, begin) != 0 || size <= begin ||
            size > EXPRESSION_MAX || text[size - 1] != ')')
            continue;
        e->kind = kinds[i].kind;
        (void)snprintf(inner, sizeof inner, "%.*s", (int)(size - begin - 1),
                       text + begin);
        return parse_inner(e, inner, err);
    }
    return error_set(err,
                     "it must be cron(0 8 ? * MON-FRI *), "
                     "rate(5 minutes) or at(2026-12-24T18:00:00)");
}

int64_t expression_next(const struct expression *e,
                        const struct time_zone *zone, int64_t begin_s,
                        int64_t after_s)
{
    int64_t at;

    switch (e->kind) {
    case EXPRESSION_CRON:
        return cron_next(&e->cron, zone, after_s);
    case EXPRESSION_RATE:
        return after_s < begin_s
                   ? begin_s
                   : begin_s +
                         ((after_s - begin_s) / e->period_s + 1) * e->period_s;
    default:
        return time_zone_to_utc(zone, e->at_s, &at) && at > after_s ? at : -1;
    }
}
