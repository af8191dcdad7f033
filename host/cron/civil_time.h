/* civil_time.h - dates of the Gregorian calendar, and days since 1970-01-01.
 * Pure. */
#ifndef DAYFLY_HOST_CRON_CIVIL_TIME_H
#define DAYFLY_HOST_CRON_CIVIL_TIME_H

#include <stdbool.h>
#include <stdint.h>

enum { DAY_S = 24 * 60 * 60 };

struct civil_date {
    int year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

/* The day before 1970-01-01 is -1. */
int64_t civil_days(int year, int month, int day);
struct civil_date civil_date_of(int64_t days);
int civil_days_in_month(int year, int month);
/* Sunday is 0. */
int civil_weekday(int64_t days);

/* "2026-11-29T08:30:00": nothing before or behind it. Seconds since 1970, as if
 * the time were UTC. False: it is no such text, or there is no such day. */
bool civil_time_parse(const char *text, int64_t *seconds);
/* "2026-11-29T08:30:00" and a NUL. */
enum { CIVIL_TIME_SIZE = 24 };
void civil_time_text(int64_t seconds, char text[CIVIL_TIME_SIZE]);

#endif
