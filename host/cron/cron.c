#include "host/cron/cron.h"

#include <string.h>

#include "common/compiler.h"
#include "host/cron/civil_time.h"
#include "host/cron/time_zone.h"

static const char *const month_names[] = {"JAN", "FEB", "MAR", "APR",
                                          "MAY", "JUN", "JUL", "AUG",
                                          "SEP", "OCT", "NOV", "DEC"};
static const char *const day_names[] = {"SUN", "MON", "TUE", "WED",
                                        "THU", "FRI", "SAT"};

static const struct cron_field minute_field = {
    .name = "the minutes", .least = 0, .most = 59, .turns = true};
static const struct cron_field hour_field = {
    .name = "the hours", .least = 0, .most = 23, .turns = true};
static const struct cron_field day_field = {
    .name = "the days of the month", .least = 1, .most = 31, .turns = true};
static const struct cron_field month_field = {.name = "the months",
                                              .least = 1,
                                              .most = 12,
                                              .words = month_names,
                                              .word_count = COUNT(month_names),
                                              .turns = true};
static const struct cron_field weekday_field = {.name = "the days of the week",
                                                .least = 1,
                                                .most = 7,
                                                .words = day_names,
                                                .word_count = COUNT(day_names),
                                                .turns = true};
static const struct cron_field year_field = {
    .name = "the years", .least = CRON_YEAR_LEAST, .most = CRON_YEAR_MOST};

enum { MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS, YEARS, FIELDS };

struct part {
    const char *text;
    size_t size;
};

static bool is(const struct part *part, const char *word)
{
    return part->size == strlen(word) && !memcmp(part->text, word, part->size);
}

/* A number with one letter behind it. */
static bool is_number_with(const struct part *part, char letter,
                           const struct cron_field *field, int *number)
{
    return part->size > 1 && part->text[part->size - 1] == letter &&
           cron_field_number(field, part->text, part->size - 1, number);
}

static bool parse_days(struct cron *cron, const struct part *part,
                       struct error *err)
{
    int number;

    cron->last_day = is(part, "L");
    cron->last_working = is(part, "LW");
    if (cron->last_day || cron->last_working)
        return true;
    if (is_number_with(part, 'W', &day_field, &number)) {
        cron_set_add(&cron->near, number - 1);
        return true;
    }
    return cron_field_parse(&cron->days, &day_field, part->text, part->size,
                            err);
}

static bool parse_weekdays(struct cron *cron, const struct part *part,
                           struct error *err)
{
    const char *hash = memchr(part->text, '#', part->size);
    int number;

    if (is(part, "L")) {
        cron_set_add(&cron->weekdays, 6);
        return true;
    }
    if (is_number_with(part, 'L', &weekday_field, &number)) {
        cron_set_add(&cron->last, number - 1);
        return true;
    }
    if (!hash)
        return cron_field_parse(&cron->weekdays, &weekday_field, part->text,
                                part->size, err);
    if (hash + 2 != part->text + part->size || hash[1] < '1' ||
        hash[1] > '0' + CRON_WEEKS ||
        !cron_field_number(&weekday_field, part->text,
                           (size_t)(hash - part->text), &number))
        return error_set(err,
                         "\"%.*s\" is not valid for the days of the week: "
                         "3#2 is the second Tuesday of the month",
                         part->size > 60 ? 60 : (int)part->size, part->text);
    cron_set_add(&cron->nth[hash[1] - '1'], number - 1);
    return true;
}

static bool parse_set(struct cron_set *set, const struct cron_field *field,
                      const struct part *part, struct error *err)
{
    return cron_field_parse(set, field, part->text, part->size, err);
}

/* Returns how many fields there are, FIELDS + 1 at most. */
static size_t split(struct part parts[FIELDS], const char *text, size_t size)
{
    size_t count = 0;

    for (size_t at = 0; at < size && count <= FIELDS;) {
        size_t begin = at;
        while (at < size && text[at] != ' ' && text[at] != '\t')
            at++;
        if (at > begin && count < FIELDS)
            parts[count] =
                (struct part){.text = text + begin, .size = at - begin};
        count += at > begin ? 1 : 0;
        at += at < size ? 1 : 0;
    }
    return count;
}

bool cron_parse(struct cron *cron, const char *text, size_t size,
                struct error *err)
{
    struct part p[FIELDS];

    *cron = (struct cron){.by_weekday = false};
    if (split(p, text, size) != FIELDS)
        return error_set(err,
                         "it must have six fields: minutes, hours, day of "
                         "the month, month, day of the week, year");
    cron->by_weekday = is(&p[DAYS], "?");
    if (cron->by_weekday == is(&p[WEEKDAYS], "?"))
        return error_set(err,
                         "one of day of the month and day of the week "
                         "must be ?, and the other not");
    return parse_set(&cron->minutes, &minute_field, &p[MINUTES], err) &&
           parse_set(&cron->hours, &hour_field, &p[HOURS], err) &&
           parse_set(&cron->months, &month_field, &p[MONTHS], err) &&
           parse_set(&cron->years, &year_field, &p[YEARS], err) &&
           (cron->by_weekday ? parse_weekdays(cron, &p[WEEKDAYS], err)
                             : parse_days(cron, &p[DAYS], err));
}

static bool is_working(int64_t days)
{
    int weekday = civil_weekday(days);

    return weekday != 0 && weekday != 6;
}

/* The working day of the month that is nearest to the day; `length` is how many
 * days the month has. */
static int nearest_working(int64_t first, int day, int length)
{
    int64_t days = first + day - 1;

    if (is_working(days))
        return day;
    if (civil_weekday(days) == 6)
        return day > 1 ? day - 1 : day + 2;
    return day < length ? day + 1 : day - 2;
}

static bool has_month_day(const struct cron *cron, int64_t first, int day,
                          int length)
{
    if (cron_set_has(&cron->days, day - 1) || (cron->last_day && day == length))
        return true;
    if (cron->last_working && nearest_working(first, length, length) == day)
        return true;
    for (int near = 1; near <= length; near++)
        if (cron_set_has(&cron->near, near - 1) &&
            nearest_working(first, near, length) == day)
            return true;
    return false;
}

bool cron_has_day(const struct cron *cron, int year, int month, int day)
{
    int64_t first = civil_days(year, month, 1);
    int length = civil_days_in_month(year, month);
    int weekday = civil_weekday(first + day - 1);

    if (!cron->by_weekday)
        return has_month_day(cron, first, day, length);
    return cron_set_has(&cron->weekdays, weekday) ||
           cron_set_has(&cron->nth[(day - 1) / 7], weekday) ||
           (day + 7 > length && cron_set_has(&cron->last, weekday));
}

/* The first time of the day after `after_s`. */
static bool find_in_day(const struct cron *cron, const struct time_zone *zone,
                        int64_t day, int64_t after_s, int64_t *found)
{
    for (int hour = 0; hour < 24; hour++) {
        if (!cron_set_has(&cron->hours, hour))
            continue;
        for (int minute = 0; minute < 60; minute++)
            if (cron_set_has(&cron->minutes, minute) &&
                time_zone_to_utc(zone,
                                 day * DAY_S + (int64_t)hour * 3600 +
                                     (int64_t)minute * 60,
                                 found) &&
                *found > after_s)
                return true;
    }
    return false;
}

static bool find_in_month(const struct cron *cron, const struct time_zone *zone,
                          const struct civil_date *from, int64_t after_s,
                          int64_t *found)
{
    int length = civil_days_in_month(from->year, from->month);

    for (int day = from->day; day <= length; day++)
        if (cron_has_day(cron, from->year, from->month, day) &&
            find_in_day(cron, zone, civil_days(from->year, from->month, day),
                        after_s, found))
            return true;
    return false;
}

int64_t cron_next(const struct cron *cron, const struct time_zone *zone,
                  int64_t after_s)
{
    /* A day earlier than the clocks show: they may have been put back. */
    int64_t local = after_s + time_zone_offset(zone, after_s) - DAY_S;
    struct civil_date date = local < 0
                                 ? (struct civil_date){CRON_YEAR_LEAST, 1, 1}
                                 : civil_date_of(local / DAY_S);
    int64_t found;

    for (; date.year <= CRON_YEAR_MOST; date.year++, date.month = 1) {
        if (!cron_set_has(&cron->years, date.year - CRON_YEAR_LEAST)) {
            date.day = 1;
            continue;
        }
        for (; date.month <= 12; date.month++, date.day = 1)
            if (cron_set_has(&cron->months, date.month - 1) &&
                find_in_month(cron, zone, &date, after_s, &found))
                return found;
    }
    return -1;
}
