#include "host/cron/civil_time.h"

#include <stdio.h>
#include <string.h>

/* Years are counted from March, so that a leap day is the last of its year. An
 * era is 400 years. */
enum { ERA_DAYS = 146097, YEARS = 400, EPOCH_DAYS = 719468 };

int64_t civil_days(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - (YEARS - 1)) / YEARS;
    int64_t of_era = y - era * YEARS;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           EPOCH_DAYS;
}

struct civil_date civil_date_of(int64_t days)
{
    int64_t z = days + EPOCH_DAYS;
    int64_t era = (z >= 0 ? z : z - (ERA_DAYS - 1)) / ERA_DAYS;
    int64_t of_era = z - era * ERA_DAYS;
    int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / (ERA_DAYS - 1)) /
        365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    struct civil_date date = {
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(of_year - (153 * month + 2) / 5 + 1)};

    date.year = (int)(year + era * YEARS + (date.month <= 2));
    return date;
}

int civil_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

int civil_weekday(int64_t days)
{
    int64_t day = (days + 4) % 7; /* 1970-01-01 was a Thursday */

    return (int)(day < 0 ? day + 7 : day);
}

/* "9" in the form stands for a digit. */
static bool has_form(const char *text, const char *form)
{
    for (; *form; text++, form++)
        if (*form == '9' ? *text < '0' || *text > '9' : *text != *form)
            return false;
    return !*text;
}

static int number(const char *text, int digits)
{
    int value = 0;

    for (int i = 0; i < digits; i++)
        value = value * 10 + text[i] - '0';
    return value;
}

bool civil_time_parse(const char *text, int64_t *seconds)
{
    if (!has_form(text, "9999-99-99T99:99:99"))
        return false;
    int year = number(text, 4);
    int month = number(text + 5, 2);
    int day = number(text + 8, 2);
    int hour = number(text + 11, 2);
    int minute = number(text + 14, 2);
    int second = number(text + 17, 2);
    if (month < 1 || month > 12 || day < 1 ||
        day > civil_days_in_month(year, month) || hour > 23 || minute > 59 ||
        second > 59)
        return false;
    *seconds = civil_days(year, month, day) * DAY_S + (int64_t)hour * 3600 +
               (int64_t)minute * 60 + second;
    return true;
}

void civil_time_text(int64_t seconds, char text[CIVIL_TIME_SIZE])
{
    int64_t days = seconds / DAY_S - (seconds % DAY_S < 0);
    int rest = (int)(seconds - days * DAY_S);
    struct civil_date date = civil_date_of(days);

    (void)snprintf(text, CIVIL_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u",
                   (unsigned)date.year % 10000, (unsigned)date.month % 100,
                   (unsigned)date.day % 100, (unsigned)rest / 3600 % 24,
                   (unsigned)rest / 60 % 60, (unsigned)rest % 60);
}
