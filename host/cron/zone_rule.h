/* zone_rule.h - the rule by which a time zone goes on after the last change
 * that its file has: "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX's TZ). Pure. */
#ifndef DAYFLY_HOST_CRON_ZONE_RULE_H
#define DAYFLY_HOST_CRON_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

/* When in a year the clocks are changed. */
struct zone_change {
    char form; /* M: month, week, day of the week; J: day without leap days; 0:
                  day from 0 */
    int month;
    int week;
    int day;
    int time_s; /* by the clock before the change */
};

struct zone_rule {
    int standard_s; /* east of UTC, as the next */
    int summer_s;
    bool has_summer;
    struct zone_change begin; /* of summer time */
    struct zone_change end;
};

/* False: the text is no rule. */
bool zone_rule_parse(struct zone_rule *rule, const char *text);
/* Seconds east of UTC at this time, which is in seconds since 1970. */
int zone_rule_offset(const struct zone_rule *rule, int64_t utc_s);

#endif
