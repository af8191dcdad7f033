#include "host/static/static_date.h"

#include <stdio.h>
#include <string.h>

#include "common/compiler.h"

static const char *const days[] = {"Thu", "Fri", "Sat", "Sun",
                                   "Mon", "Tue", "Wed"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

enum { DAY_S = 24 * 60 * 60, YEAR_MAX = 9999 };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
    static const int all[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return all[month] + (month == 1 && is_leap(year));
}

static int64_t days_before(int year)
{
    int64_t y = year - 1;

    return (y - 1969) * 365 + (y / 4 - 492) - (y / 100 - 19) + (y / 400 - 4);
}

void static_date_write(char text[STATIC_DATE_SIZE], int64_t seconds)
{
    int64_t day = seconds / DAY_S;
    int left = (int)(seconds % DAY_S);
    int year = 1970 + (int)(day / 366);
    int month = 0;

    *text = '\0';
    if (seconds < 0 || day >= days_before(YEAR_MAX + 1))
        return;
    while (days_before(year + 1) <= day)
        year++;
    int rest = (int)(day - days_before(year));
    while (rest >= days_of(year, month))
        rest -= days_of(year, month++);
    (void)snprintf(text, STATIC_DATE_SIZE,
                   "%s, %02d %s %04d %02d:%02d:%02d GMT", days[day % 7],
                   rest + 1, months[month], year, left / 3600, left / 60 % 60,
                   left % 60);
}

/* So many digits, then `end`. -1: something else. */
static int number(const char **at, int digits, char end)
{
    int value = 0;

    for (int i = 0; i < digits; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return -1;
        value = value * 10 + **at - '0';
    }
    if (**at != end)
        return -1;
    (*at)++;
    return value;
}

static int month_of(const char **at)
{
    for (int i = 0; i < (int)COUNT(months); i++)
        if (!strncmp(*at, months[i], 3) && (*at)[3] == ' ') {
            *at += 4;
            return i;
        }
    return -1;
}

bool static_date_read(const char *text, int64_t *seconds)
{
    const char *at = text + 5;

    if (strlen(text) != strlen("Sun, 06 Nov 1994 08:49:37 GMT") ||
        memcmp(text + 3, ", ", 2) != 0)
        return false;
    int day = number(&at, 2, ' ');
    int month = day < 1 ? -1 : month_of(&at);
    int year = month < 0 ? -1 : number(&at, 4, ' ');
    int hour = year < 1970 ? -1 : number(&at, 2, ':');
    int minute = hour < 0 ? -1 : number(&at, 2, ':');
    int second = minute < 0 ? -1 : number(&at, 2, ' ');
    if (second < 0 || strcmp(at, "GMT") != 0 || day > days_of(year, month) ||
        hour > 23 || minute > 59 || second > 60)
        return false;
    int64_t total = days_before(year) + day - 1;
    for (int i = 0; i < month; i++)
        total += days_of(year, i);
    *seconds = total * DAY_S + hour * 3600 + minute * 60 + second;
    return true;
}
