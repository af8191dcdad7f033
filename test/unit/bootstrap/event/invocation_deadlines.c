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

/* What the deadline is, told as from now; 0: it is `text`. */
static const struct limit {
    int64_t in_ms;
    const char *text;
    int64_t timeout_ms;
    int64_t limit_ms;
    int64_t margin_ms;
} limits[] = {
    {1000, NULL, TIMEOUT_MS, 1000, 50},
    {3000, NULL, TIMEOUT_MS, 3000, 50},
    {4950, NULL, TIMEOUT_MS, 4950, 50},
    {10000, NULL, TIMEOUT_MS, 10000, 100},
    {20000, NULL, TIMEOUT_MS, 20000, 200},
    {60000, NULL, TIMEOUT_MS, 60000, 500},
    {900000, NULL, TIMEOUT_MS, 900000, 500},
    {900000, NULL, 3000, 3000, 50},
    {900001, NULL, 900000, 900000, 500},
    {-1, NULL, TIMEOUT_MS, 0, 0},
    {-86400000, NULL, TIMEOUT_MS, 0, 0},
    {0, "1", TIMEOUT_MS, 0, 0},
    {0, "9223372036854775807", TIMEOUT_MS, 900000, 500},
    {0, "9223372036854775808", TIMEOUT_MS, 900000, 500},
    {0, "18446744073709551617", TIMEOUT_MS, 900000, 500},
    {0, "1000000000000000000000000000000", TIMEOUT_MS, 900000, 500},
};

static void a_deadline_leaves_its_limit_less_a_margin(void **state)
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
        assert_in_range(inv->received_ms, mono_ms, mono_ms + SLACK_MS);
        assert_in_range(row->limit_ms - inv->limit_ms, 0,
                        row->limit_ms ? SLACK_MS : 0);
        assert_in_range(inv->received_ms + inv->limit_ms - inv->stop_ms -
                            row->margin_ms + 20,
                        0, 20);
    }
}

/* Limits too short for 50 ms; what the clock took meanwhile is in the limit. */
static void the_margin_is_never_more_than_half(void **state)
{
    struct invocation *inv = *state;

    for (int64_t limit_ms = 1; limit_ms <= 120; limit_ms++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%lld",
                       (long long)(clock_wall_ms() + limit_ms));
        receive(inv, text, TIMEOUT_MS);
        int64_t margin_ms = inv->received_ms + inv->limit_ms - inv->stop_ms;
        int64_t half_ms = inv->limit_ms / 2;
        assert_int_equal(margin_ms, half_ms < 50 ? half_ms : 50);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CODE_WATCH(a_deadline_is_a_number_of_milliseconds),
        CODE_WATCH(a_deadline_leaves_its_limit_less_a_margin),
        CODE_WATCH(the_margin_is_never_more_than_half),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
