#include "host/cron/zone_rule.h"

#include <string.h>

#include "host/cron/civil_time.h"

enum { HOURS_MAX = 167, CHANGE_DEFAULT_S = 2 * 60 * 60 };

static bool take(const char **at, char c)
{
    bool is = **at == c;

    *at += is ? 1 : 0;
    return is;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_number(const char **at, int least, int most, int *value)
{
    *value = 0;
    if (!is_digit(**at))
        return false;
    for (; is_digit(**at) && *value <= most; (*at)++)
        *value = *value * 10 + **at - '0';
    return *value >= least && *value <= most;
}

/* "[+-]hh[:mm[:ss]]" */
static bool take_time(const char **at, int *seconds)
{
    int minutes = 0;
    int rest = 0;
    int hours;
    int sign = **at == '-' ? -1 : 1;

    if (**at == '-' || **at == '+')
        (*at)++;
    if (!take_number(at, 0, HOURS_MAX, &hours) ||
        (take(at, ':') && !take_number(at, 0, 59, &minutes)) ||
        (take(at, ':') && !take_number(at, 0, 59, &rest)))
        return false;
    *seconds = sign * (hours * 3600 + minutes * 60 + rest);
    return true;
}

/* "CET" or "<+03>" */
static bool skip_name(const char **at)
{
    size_t size;

    if (take(at, '<')) {
        size = strcspn(*at, ">");
        *at += size;
        return size > 0 && take(at, '>');
    }
    size = strspn(*at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    *at += size;
    return size > 0;
}

static bool take_change(const char **at, struct zone_change *change)
{
    *change = (struct zone_change){.form = '0', .time_s = CHANGE_DEFAULT_S};
    if (!take(at, ','))
        return false;
    if (take(at, 'M')) {
        change->form = 'M';
        if (!take_number(at, 1, 12, &change->month) || !take(at, '.') ||
            !take_number(at, 1, 5, &change->week) || !take(at, '.') ||
            !take_number(at, 0, 6, &change->day))
            return false;
    } else {
        change->form = take(at, 'J') ? 'J' : '0';
        if (!take_number(at, change->form == 'J' ? 1 : 0, 365, &change->day))
            return false;
    }
    return !take(at, '/') || take_time(at, &change->time_s);
}

bool zone_rule_parse(struct zone_rule *rule, const char *text)
{
    const char *at = text;

    *rule = (struct zone_rule){.has_summer = false};
    if (!skip_name(&at) || !take_time(&at, &rule->standard_s))
        return false;
    /* The text has seconds west of UTC. */
    rule->standard_s = -rule->standard_s;
    if (!*at)
        return true;
    rule->has_summer = true;
    rule->summer_s = rule->standard_s + 3600;
    if (!skip_name(&at))
        return false;
    if (*at != ',') {
        if (!take_time(&at, &rule->summer_s))
            return false;
        rule->summer_s = -rule->summer_s;
    }
    return take_change(&at, &rule->begin) && take_change(&at, &rule->end) &&
           !*at;
}

static int64_t day_of(const struct zone_change *change, int year)
{
    int64_t first = civil_days(year, 1, 1);

    if (change->form == '0')
        return first + change->day;
    if (change->form == 'J')
        return first + change->day - 1 +
               (change->day >= 60 && civil_days_in_month(year, 2) == 29);
    first = civil_days(year, change->month, 1);
    int day = 1 + (change->day - civil_weekday(first) + 7) % 7 +
              (change->week - 1) * 7;
    while (day > civil_days_in_month(year, change->month))
        day -= 7;
    return first + day - 1;
}

int zone_rule_offset(const struct zone_rule *rule, int64_t utc_s)
{
    int64_t local = utc_s + rule->standard_s;
    int year = civil_date_of(local / DAY_S - (local % DAY_S < 0)).year;

    if (!rule->has_summer)
        return rule->standard_s;
    int64_t begin = day_of(&rule->begin, year) * DAY_S + rule->begin.time_s -
                    rule->standard_s;
    int64_t end =
        day_of(&rule->end, year) * DAY_S + rule->end.time_s - rule->summer_s;
    bool is_summer = begin < end ? utc_s >= begin && utc_s < end
                                 : utc_s >= begin || utc_s < end;
    return is_summer ? rule->summer_s : rule->standard_s;
}
