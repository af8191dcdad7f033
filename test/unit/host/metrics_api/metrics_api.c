/* host/metrics_api - which format a client would rather have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "host/metrics_api/metrics_api.h"

static void the_greater_weight_wins(void **state)
{
    (void)state;
    static const char *const open[] = {
        "application/openmetrics-text",
        "application/openmetrics-text;version=1.0.0,text/plain;q=0.5",
        "application/openmetrics-text;version=1.0.0;q=0.5,"
        "application/openmetrics-text;version=0.0.1;q=0.4,"
        "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "text/plain ; q=0.2 , APPLICATION/OpenMetrics-text ; q=0.3"};
    static const char *const plain[] = {
        "",
        ",,",
        "*/*",
        "text/html",
        "text/plain;version=0.0.4",
        "application/openmetrics-text;q=0",
        "application/openmetrics-textual",
        "application/openmetrics-text;q=0.1,text/plain;q=0.2",
        "application/openmetrics-text;q="};

    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        assert_true(metrics_api_wants_open_metrics(open[i]));
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_false(metrics_api_wants_open_metrics(plain[i]));
    assert_false(metrics_api_wants_open_metrics(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_greater_weight_wins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
