/* host/cron - expressions against a search minute by minute, over changes of
 * the clocks, leap years and the ends of months. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/cron/civil_time.h"
#include "host/cron/expression.h"
#include "host/cron/time_zone.h"

static int64_t seconds(const char *text)
{
    int64_t at;

    assert_true(civil_time_parse(text, &at));
    return at;
}

static struct time_zone *zone_of(const char *name)
{
    struct error err = ERROR_NONE;
    struct time_zone *zone = time_zone_open(name, &err);

    assert_non_null(zone);
    return zone;
}

static struct expression parsed(const char *text)
{
    struct error err = ERROR_NONE;
    struct expression e;

    assert_true(expression_parse(&e, text, &err));
    return e;
}

/* The clocks show this minute now, and have not before. */
static bool is_due(const struct cron *cron, const struct time_zone *zone,
                   int64_t utc)
{
    int64_t local = utc + time_zone_offset(zone, utc);
    struct civil_date date = civil_date_of(local / DAY_S);
    int minute = (int)(local % DAY_S / 60);
    int64_t first;

    return cron_set_has(&cron->minutes, minute % 60) &&
           cron_set_has(&cron->hours, minute / 60) &&
           cron_set_has(&cron->months, date.month - 1) &&
           cron_set_has(&cron->years, date.year - CRON_YEAR_LEAST) &&
           cron_has_day(cron, date.year, date.month, date.day) &&
           time_zone_to_utc(zone, local, &first) && first == utc;
}

static void compare(const char *text, const char *name, const char *from,
                    int days)
{
    struct expression e = parsed(text);
    struct time_zone *zone = zone_of(name);
    int64_t at = seconds(from);
    int64_t next = cron_next(&e.cron, zone, at);
    int64_t end = at + (int64_t)days * DAY_S;

    for (at += 60; at <= end; at += 60) {
        bool due = is_due(&e.cron, zone, at);
        if (due != (next == at))
            fail_msg("%s in %s at %lld", text, name, (long long)at);
        if (due)
            next = cron_next(&e.cron, zone, at);
    }
    time_zone_close(zone);
}

static void next_is_what_a_search_by_minute_finds(void **state)
{
    static const char *const texts[] = {
        "cron(0 8 ? * MON-FRI *)", "cron(*/7 1-3 * * ? *)",
        "cron(30 2 * * ? *)",      "cron(15,45 0/5 L * ? *)",
        "cron(0 12 LW * ? *)",     "cron(0 12 1W * ? *)",
        "cron(0 12 31W * ? *)",    "cron(5 23 ? * 6L 2024-2030)",
        "cron(0 0 ? * 3#5 *)",     "cron(59 23 ? * FRI-MON *)",
        "cron(0 0 29 FEB ? *)",    "cron(0 22-2 ? * L *)",
    };
    static const struct {
        const char *zone;
        const char *from;
    } places[] = {
        {"Europe/Berlin", "2026-03-20T00:00:00"},
        {"Europe/Berlin", "2035-10-20T00:00:00"}, /* by the rule */
        {"America/New_York", "2026-10-25T00:00:00"},
        {"Australia/Lord_Howe", "2026-03-28T00:00:00"}, /* half an hour */
        {"UTC", "2028-02-20T00:00:00"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        for (size_t j = 0; j < COUNT(places); j++)
            compare(texts[i], places[j].zone, places[j].from, 15);
}

static void each_day_of_the_calendar_follows_the_last(void **state)
{
    int64_t days = civil_days(1969, 12, 1);

    (void)state;
    for (int year = 1969; year < 2201; year++)
        for (int month = year == 1969 ? 12 : 1; month <= 12; month++)
            for (int day = 1; day <= civil_days_in_month(year, month); day++) {
                struct civil_date date = civil_date_of(days);
                assert_int_equal(civil_days(year, month, day), days);
                assert_int_equal(date.year, year);
                assert_int_equal(date.month, month);
                assert_int_equal(date.day, day);
                days++;
            }
    assert_int_equal(civil_weekday(civil_days(2026, 11, 29)), 0);
    assert_int_equal(civil_days(1970, 1, 1), 0);
}

static void expect(const char *text, const char *zone_name, const char *after,
                   const char *wanted)
{
    struct expression e = parsed(text);
    struct time_zone *zone = zone_of(zone_name);
    int64_t next = expression_next(&e, zone, seconds(after), seconds(after));

    assert_int_equal(next, wanted ? seconds(wanted) : -1);
    time_zone_close(zone);
}

/* Times in UTC. */
static void changes_of_the_clocks_are_as_aws_documents_them(void **state)
{
    (void)state;
    /* 2:30 is left out on March 29. */
    expect("cron(30 2 * * ? *)", "Europe/Berlin", "2026-03-28T02:00:00",
           "2026-03-30T00:30:00");
    /* 2:30 comes twice on October 25: only the first counts. */
    expect("cron(30 2 * * ? *)", "Europe/Berlin", "2026-10-24T12:00:00",
           "2026-10-25T00:30:00");
    expect("cron(30 2 * * ? *)", "Europe/Berlin", "2026-10-25T00:30:00",
           "2026-10-26T01:30:00");
    expect("at(2026-07-01T12:00:00)", "America/New_York", "2026-06-01T00:00:00",
           "2026-07-01T16:00:00");
    expect("at(2026-03-29T02:30:00)", "Europe/Berlin", "2026-03-01T00:00:00",
           NULL);
    expect("at(2040-07-01T12:00:00)", "Asia/Kolkata", "2026-06-01T00:00:00",
           "2040-07-01T06:30:00");
    expect("cron(0 12 ? * * *)", "America/Sao_Paulo", "2030-06-01T00:00:00",
           "2030-06-01T15:00:00");
}

static void the_calendar_ends(void **state)
{
    (void)state;
    expect("cron(0 0 30 2 ? *)", "UTC", "2026-01-01T00:00:00", NULL);
    expect("cron(0 0 1 1 ? 2025)", "UTC", "2026-01-01T00:00:00", NULL);
    expect("cron(0 0 29 2 ? *)", "UTC", "2096-03-01T00:00:00",
           "2104-02-29T00:00:00");
    expect("cron(59 23 31 12 ? 2199)", "UTC", "2026-01-01T00:00:00",
           "2199-12-31T23:59:00");
    expect("cron(0 0 1 1 ? *)", "UTC", "2199-12-31T00:00:00", NULL);
    expect("at(2026-01-01T00:00:00)", "UTC", "2026-01-01T00:00:00", NULL);
}

static void a_rate_counts_from_its_begin(void **state)
{
    struct expression e = parsed("rate(90 minutes)");
    int64_t begin = seconds("2026-11-29T08:00:07");

    (void)state;
    assert_int_equal(expression_next(&e, NULL, begin, begin - 1), begin);
    assert_int_equal(expression_next(&e, NULL, begin, begin), begin + 5400);
    assert_int_equal(expression_next(&e, NULL, begin, begin + 5399),
                     begin + 5400);
    assert_int_equal(expression_next(&e, NULL, begin, begin + 5400),
                     begin + 10800);
}

static void what_is_not_valid_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "cron",
        "cron()",
        "cron(0 8 * * *)",
        "cron(0 8 * * * *)",
        "cron(0 8 ? * ? *)",
        "cron(60 8 ? * * *)",
        "cron(0 24 ? * * *)",
        "cron(0 8 0 * ? *)",
        "cron(0 8 32 * ? *)",
        "cron(0 8 ? 13 * *)",
        "cron(0 8 ? * 8 *)",
        "cron(0 8 ? * 3#6 *)",
        "cron(0 8 ? * 3#1,4#1 *)",
        "cron(0 8 ? * * 2200)",
        "cron(0 8 ? * * 2030-2020)",
        "cron(0 8 ? * FRIDAY *)",
        "cron(0/0 8 ? * * *)",
        "cron(0/61 8 ? * * *)",
        "cron(1,,2 8 ? * * *)",
        "cron(, 8 ? * * *)",
        "cron(- 8 ? * * *)",
        "cron(0 8 ? * * * *)",
        "cron(0 8 L-3 * ? *)",
        "rate(0 minutes)",
        "rate(1)",
        "rate(1 second)",
        "rate(-1 minutes)",
        "rate(1000000 days)",
        "at(2026-02-29T00:00:00)",
        "at(2026-01-01)",
        "at(2026-01-01T24:00:00)",
        "AT(2026-01-01T00:00:00)",
        "rate(5 minutes",
        "rate(5 minutes) ",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct error err = ERROR_NONE;
        struct expression e;
        if (expression_parse(&e, texts[i], &err) || !*err.text)
            fail_msg("\"%s\" was taken", texts[i]);
    }
}

static void a_zone_has_a_name_of_the_system(void **state)
{
    static const char *const names[] = {
        "",
        "/etc/passwd",
        "../../../etc/passwd",
        "Europe",
        "Europe/",
        "Mars/Olympus",
        "Europe//Berlin",
        "zone.tab",
        "AVeryLongNameOfATimeZoneThatNoOneHasEverHeardOfBefore"};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct error err = ERROR_NONE;
        assert_null(time_zone_open(names[i], &err));
        assert_non_null(strstr(err.text, "there is no time zone"));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_is_what_a_search_by_minute_finds),
        cmocka_unit_test(each_day_of_the_calendar_follows_the_last),
        cmocka_unit_test(changes_of_the_clocks_are_as_aws_documents_them),
        cmocka_unit_test(the_calendar_ends),
        cmocka_unit_test(a_rate_counts_from_its_begin),
        cmocka_unit_test(what_is_not_valid_is_refused),
        cmocka_unit_test(a_zone_has_a_name_of_the_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
