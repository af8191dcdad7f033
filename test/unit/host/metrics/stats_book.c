/* host/metrics - counters live as long as their function, and no longer than
 * who uses them; a histogram has each observation in one place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "host/metrics/metric_text.h"
#include "host/metrics/stats_book.h"

static void counters_go_on_when_their_user_changes(void **state)
{
    (void)state;
    struct stats_book book;
    struct function_stats *one;
    struct function_stats *two;

    stats_book_open(&book);
    one = stats_book_take(&book, "f", "1");
    one->listed = true;
    one->counts.calls = 7;
    two = stats_book_take(&book, "f", "1");
    assert_ptr_equal(one, two);
    stats_book_release(&book, one);
    stats_book_release(&book, two);
    assert_int_equal(stats_book_find(&book, "f", "1")->counts.calls, 7);
    assert_null(stats_book_find(&book, "f", "2"));
    assert_string_equal(one->labels, "function=\"f\",version=\"1\"");
    stats_book_close(&book);
}

static void one_that_was_only_tried_leaves_nothing(void **state)
{
    (void)state;
    struct stats_book book;

    stats_book_open(&book);
    stats_book_release(&book, stats_book_take(&book, "f", "1"));
    assert_null(stats_book_find(&book, "f", "1"));
    assert_int_equal(book.count, 0);
    stats_book_close(&book);
}

static void removed_ones_stay_for_their_users_alone(void **state)
{
    (void)state;
    struct stats_book book;
    struct function_stats *latest;
    struct function_stats *again;

    stats_book_open(&book);
    latest = stats_book_take(&book, "f", FUNCTION_LATEST);
    latest->listed = true;
    (void)stats_book_take(&book, "g", "1");
    stats_book_find(&book, "g", "1")->listed = true;
    stats_book_remove(&book, "f", NULL);
    stats_book_remove(&book, "g", "2");
    assert_null(stats_book_find(&book, "f", FUNCTION_LATEST));
    assert_non_null(stats_book_find(&book, "g", "1"));
    latest->counts.calls++;
    again = stats_book_take(&book, "f", FUNCTION_LATEST);
    assert_int_equal(again->counts.calls, 0);
    stats_book_release(&book, latest);
    assert_ptr_equal(stats_book_find(&book, "f", FUNCTION_LATEST), again);
    stats_book_close(&book);
}

static void of_too_many_the_unused_ones_go(void **state)
{
    (void)state;
    struct stats_book book;
    char version[FUNCTION_VERSION_SIZE];

    stats_book_open(&book);
    stats_book_take(&book, "f", "used")->listed = true;
    for (int i = 0; i < STATS_BOOK_MAX + 5; i++) {
        (void)snprintf(version, sizeof version, "%d", i);
        struct function_stats *stats = stats_book_take(&book, "f", version);
        stats->listed = true;
        stats_book_release(&book, stats);
    }
    assert_int_equal(book.count, STATS_BOOK_MAX);
    assert_non_null(stats_book_find(&book, "f", "used"));
    assert_non_null(stats_book_find(&book, "f", version));
    stats_book_close(&book);
}

static void a_bound_is_part_of_its_bucket(void **state)
{
    (void)state;
    struct histogram h = {.sum_us = 0};
    struct buf out = BUF(10000);
    struct metric_text text = {.out = &out};
    const struct metric_family family = {"d_seconds", METRIC_HISTOGRAM,
                                         "seconds", "Help."};
    const struct metric_labels labels = {.text = "a=\"b\"", .size = 5};

    histogram_observe(&h, &histogram_start_bounds, -5);
    histogram_observe(&h, &histogram_start_bounds, 1000);
    histogram_observe(&h, &histogram_start_bounds, 1001);
    histogram_observe(&h, &histogram_start_bounds, 20000000);
    metric_text_family(&text, &family);
    metric_text_histogram(&text, &labels, &histogram_start_bounds, &h);
    assert_false(text.failed);
    assert_non_null(strstr(out.data,
                           "d_seconds_bucket{a=\"b\",le=\"0.001\"} 2\n"
                           "d_seconds_bucket{a=\"b\",le=\"0.005\"} 3\n"));
    assert_non_null(strstr(out.data, "le=\"10.0\"} 3\n"));
    assert_non_null(strstr(out.data,
                           "le=\"+Inf\"} 4\n"
                           "d_seconds_sum{a=\"b\"} 20.002001\n"
                           "d_seconds_count{a=\"b\"} 4\n"));
    buf_free(&out);
}

static void a_page_that_is_too_long_says_so(void **state)
{
    (void)state;
    struct buf out = BUF(20);
    struct metric_text text = {.out = &out};
    const struct metric_family family = {"a", METRIC_GAUGE, "", "Help."};

    metric_text_family(&text, &family);
    assert_true(text.failed);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_go_on_when_their_user_changes),
        cmocka_unit_test(one_that_was_only_tried_leaves_nothing),
        cmocka_unit_test(removed_ones_stay_for_their_users_alone),
        cmocka_unit_test(of_too_many_the_unused_ones_go),
        cmocka_unit_test(a_bound_is_part_of_its_bucket),
        cmocka_unit_test(a_page_that_is_too_long_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
