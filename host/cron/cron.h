/* cron.h - AWS's cron expressions, "0 8 ? * MON-FRI *": minutes, hours, day of
 * the month, month, day of the week, year. Pure. */
#ifndef DAYFLY_HOST_CRON_CRON_H
#define DAYFLY_HOST_CRON_CRON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "host/cron/cron_field.h"

struct time_zone;

enum { CRON_YEAR_LEAST = 1970, CRON_YEAR_MOST = 2199, CRON_WEEKS = 5 };

struct cron {
    struct cron_set minutes;
    struct cron_set hours;
    struct cron_set months;
    struct cron_set years;
    bool by_weekday;      /* the day of the month is "?" */
    struct cron_set days; /* of the month: those of the field */
    struct cron_set near; /* "15W": the working day that is nearest to it */
    bool last_day;        /* "L" */
    bool last_working;    /* "LW" */
    struct cron_set weekdays;
    struct cron_set last;            /* "5L": the last one of the month */
    struct cron_set nth[CRON_WEEKS]; /* "3#2" */
};

/* What is between the parentheses, without its NUL. */
bool cron_parse(struct cron *cron, const char *text, size_t size,
                struct error *err) MUST_CHECK;
/* The first time after `after_s` (seconds since 1970) at which the clocks of
 * the zone show one that the expression means; -1: there is none. One that the
 * clocks leave out does not come, one that they show twice comes once. */
int64_t cron_next(const struct cron *cron, const struct time_zone *zone,
                  int64_t after_s);
/* The expression means this day. */
bool cron_has_day(const struct cron *cron, int year, int month, int day);

#endif
