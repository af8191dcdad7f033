/* bootstrap/event/invocation_deadlines - when an event's time is over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "test/unit/support/fresh_invocation.h"

#define DEADLINE "Lambda-Runtime-Deadline-Ms"

enum { TIMEOUT_MS = 900 * 1000, SLACK_MS = 2000 };

static void receive(struct invocation *inv, const char *deadline,
                    int64_t timeout_ms)
{
    invocation_clear(inv);
    invocation_header(inv, DEADLINE, strlen(DEADLINE), deadline,
                      strlen(deadline));
    invocation_received(inv, timeout_ms);
}

static void a_deadline_is_a_number_of_milliseconds(void **state)
{
    static const char *const bad[] = {
        "",     "0",    "000", "soon", "-1",    "+1",       "1.5",
        "1e30", "0x10", " 1",  "1 ",   "1,000", "\xd9\xa1",
    };
    struct invocation *inv = *state;

    for (size_t i = 0; i < COUNT(bad); i++) {
        char want[64];
        receive(inv, bad[i], TIMEOUT_MS);
        (void)snprintf(want, sizeof want, DEADLINE " is \"%s\"", bad[i]);
        assert_non_null(strstr(inv->reject_reason.text, want));
        assert_int_equal(inv->limit_ms, 0);
    }
}

/* The header holds now + in_ms, or `text`. */
static const struct limit {
    int64_t in_ms;
    const char *text;
    int64_t timeout_ms;
    int64_t limit_ms;
} limits[] = {
    {1000, NULL, TIMEOUT_MS, 1000},
    {3000, NULL, TIMEOUT_MS, 3000},
    {900000, NULL, TIMEOUT_MS, 900000},
    {900000, NULL, 3000, 3000},
    {900001, NULL, 900000, 900000},
    {-1, NULL, TIMEOUT_MS, 0},
    {-86400000, NULL, TIMEOUT_MS, 0},
    {0, "1", TIMEOUT_MS, 0},
    {0, "9223372036854775807", TIMEOUT_MS, 900000},
    {0, "9223372036854775808", TIMEOUT_MS, 900000},
    {0, "18446744073709551617", TIMEOUT_MS, 900000},
    {0, "1000000000000000000000000000000", TIMEOUT_MS, 900000},
};

static void a_limit_runs_from_receipt_to_the_deadline(void **state)
{
    struct invocation *inv = *state;

    for (size_t i = 0; i < COUNT(limits); i++) {
        const struct limit *row = &limits[i];
        char text[64];
        int64_t wall_ms = clock_wall_ms();
        int64_t mono_ms = clock_mono_ms();
        (void)snprintf(text, sizeof text, "%lld",
                       (long long)(wall_ms + row->in_ms));
        receive(inv, row->text ? row->text : text, row->timeout_ms);
        assert_string_equal(inv->reject_reason.text, "");
        assert_in_range(row->limit_ms - inv->limit_ms, 0,
                        row->limit_ms ? SLACK_MS : 0);
        struct deadline d = deadline_make(mono_ms, inv->limit_ms);
        assert_in_range(inv->deadline.term_ms - d.term_ms, 0, SLACK_MS);
        assert_int_equal(inv->deadline.give_up_ms - inv->deadline.term_ms,
                         d.give_up_ms - d.term_ms);
    }
}

static void an_event_without_a_deadline_has_no_moments(void **state)
{
    struct invocation *inv = *state;

    receive(inv, "1700000000000", TIMEOUT_MS);
    assert_true(inv->deadline.give_up_ms > 0);
    receive(inv, "soon", TIMEOUT_MS);
    assert_int_equal(inv->deadline.give_up_ms, 0);
    assert_true(inv->deadline.term_ms == INT64_MAX);
}

static void reading_ends_after_the_deadline_that_the_headers_name(void **state)
{
    struct invocation *inv = *state;
    char text[64];

    assert_int_equal(invocation_read_end_ms(inv), 0);
    (void)snprintf(text, sizeof text, "%lld",
                   (long long)(clock_wall_ms() + 10000));
    invocation_header(inv, DEADLINE, strlen(DEADLINE), text, strlen(text));
    int64_t left_ms = invocation_read_end_ms(inv) - clock_mono_ms();
    assert_in_range(left_ms, 10500 - SLACK_MS, 10500);
}

/* The platform allows `most`, and the process has loaded waited_ms after the
 * arrival. */
static const struct load {
    const char *most;
    int64_t waited_ms;
    int64_t load_ms;
} loads[] = {
    {"", 4000, 0},           {"0", 4000, 0},          {"soon", 4000, 0},
    {"10000", 4000, 4000},   {"10000", 12000, 10000}, {"3000", 4000, 3000},
    {"99999", 12000, 10000},
};

static void the_time_begins_when_the_process_has_loaded(void **state)
{
    struct invocation *inv = *state;
    char text[32];

    for (size_t i = 0; i < COUNT(loads); i++) {
        int64_t wall_ms = clock_wall_ms() - loads[i].waited_ms + 20000;
        (void)snprintf(text, sizeof text, "%lld", (long long)wall_ms);
        receive(inv, text, TIMEOUT_MS);
        invocation_header(inv, "Dayfly-Load-Ms", 14, loads[i].most,
                          strlen(loads[i].most));
        inv->arrived_us = clock_mono_us() - loads[i].waited_ms * 1000;
        invocation_loaded(inv, TIMEOUT_MS);
        int64_t load_us = loads[i].load_ms * 1000;
        assert_in_range(inv->load_us, load_us,
                        load_us + (load_us == 4000000) * 1000000);
        assert_int_equal(inv->deadline_wall_ms, wall_ms + inv->load_us / 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(a_deadline_is_a_number_of_milliseconds),
        FRESH(a_limit_runs_from_receipt_to_the_deadline),
        FRESH(an_event_without_a_deadline_has_no_moments),
        FRESH(the_time_begins_when_the_process_has_loaded),
        FRESH(reading_ends_after_the_deadline_that_the_headers_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
