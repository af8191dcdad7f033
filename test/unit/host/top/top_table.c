/* host/top/top_table - the text of a host becomes rows; a row has quantiles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "host/top/top_table.h"

#define F "{function=\"f\",version=\"1\""
#define D "dayfly_invocation_duration_seconds_bucket" F ",le=\""

static const char text[] =
    "# TYPE dayfly_invocations counter\n"
    "dayfly_invocations_total" F
    "} 10\n"
    "dayfly_invocations_total{function=\"g\","
    "version=\"$LATEST\"} 3\n"
    "dayfly_invocation_errors_total" F
    ",type=\"exit\"} 1\n"
    "dayfly_invocation_errors_total" F
    ",type=\"host\"} 2\n"
    "dayfly_invocation_starts_total" F
    ",start=\"cold\"} 4\n"
    "dayfly_invocation_starts_total" F
    ",start=\"warm\"} 6\n"
    "dayfly_events_waiting{function=\"g\"} 5\n"
    "dayfly_functions 2\n" D "0.1\"} 5\n" D "0.2\"} 9\n" D "+Inf\"} 10\n";

static struct top_row *row_of(struct top_table *table, const char *name)
{
    struct top_row *row = table->rows;

    while (row && strcmp(row->function, name) != 0)
        row = row->next;
    return row;
}

static void samples_become_rows(void **state)
{
    (void)state;
    struct top_table table;

    assert_true(top_table_read(&table, text));
    assert_int_equal(table.count, 2);
    const struct top_row *f = row_of(&table, "f");
    const struct top_row *g = row_of(&table, "g");
    assert_true(f->calls == 10 && f->errors == 3 && f->cold == 4);
    assert_string_equal(f->version, "1");
    assert_true(g->calls == 3 && g->events == 5);
    assert_string_equal(g->version, "$LATEST");
    top_table_free(&table);
}

static void a_quantile_is_between_the_bounds_of_its_bucket(void **state)
{
    (void)state;
    struct top_table table;

    assert_true(top_table_read(&table, text));
    assert_float_equal(top_row_quantile(row_of(&table, "f"), 0.25), 0.05, 1e-9);
    assert_float_equal(top_row_quantile(row_of(&table, "f"), 0.5), 0.1, 1e-9);
    assert_float_equal(top_row_quantile(row_of(&table, "f"), 0.7), 0.15, 1e-9);
    assert_float_equal(top_row_quantile(row_of(&table, "f"), 0.99), 0.2, 1e-9);
    assert_true(top_row_quantile(row_of(&table, "g"), 0.5) < 0);
    top_table_free(&table);
}

static void what_was_before_is_taken_away_unless_it_began_anew(void **state)
{
    (void)state;
    struct top_table table;
    struct top_table before;
    struct top_row *f;

    assert_true(top_table_read(&table, text));
    assert_true(top_table_copy(&before, &table));
    f = row_of(&table, "f");
    f->calls = 12;
    f->buckets[2].count = 12;
    top_row_subtract(f, top_table_find(&before, f));
    assert_true(f->calls == 2 && f->errors == 0);
    assert_true(f->buckets[0].count == 0 && f->buckets[2].count == 2);
    top_row_subtract(f, top_table_find(&before, f));
    assert_true(f->calls == 2);
    top_table_free(&table);
    top_table_free(&before);
}

static void lines_that_are_not_valid_are_left_out(void **state)
{
    (void)state;
    struct top_table table;

    assert_true(top_table_read(&table,
                               "dayfly_invocations_total{function=\"f\n"
                               "dayfly_invocations_total{function=f} 1\n"
                               "dayfly_invocations_total{function=\"f\"}\n"
                               "dayfly_invocations_total{function=\"f\",\n"
                               "dayfly_invocations_total{\n"
                               "{function=\"f\"} 1\n"
                               "dayfly_invocations_total{function=\"f\"} x\n"
                               "dayfly_invocations_total{function=\""));
    assert_int_equal(table.count, 0);
    top_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_become_rows),
        cmocka_unit_test(a_quantile_is_between_the_bounds_of_its_bucket),
        cmocka_unit_test(what_was_before_is_taken_away_unless_it_began_anew),
        cmocka_unit_test(lines_that_are_not_valid_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
