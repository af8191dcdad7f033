/* host/tracing/trace_settings - the variables of OpenTelemetry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "host/tracing/trace_settings.h"

static const char *const *given; /* names and values in turn; NULL ends them */

static char *get(const char *name)
{
    for (const char *const *at = given; *at; at += 2)
        if (!strcmp(at[0], name))
            return (char *)(uintptr_t)at[1];
    return NULL;
}

static bool read(struct trace_settings *s, const char *const *list,
                 struct error *err)
{
    given = list;
    *err = (struct error)ERROR_NONE;
    return trace_settings_read(s, get, err);
}

static void those_of_traces_come_before_those_of_all(void **state)
{
    (void)state;
    static const char *const list[] = {"OTEL_EXPORTER_OTLP_ENDPOINT",
                                       "http://a:1//",
                                       "OTEL_EXPORTER_OTLP_HEADERS",
                                       "a=1",
                                       "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
                                       " b = x%2Cy , c=d=e,",
                                       "OTEL_EXPORTER_OTLP_TIMEOUT",
                                       "5",
                                       "OTEL_RESOURCE_ATTRIBUTES",
                                       "service.name=n,k=%22",
                                       "OTEL_TRACES_SAMPLER",
                                       "",
                                       NULL};
    struct trace_settings s;
    struct error err;

    assert_true(read(&s, list, &err));
    assert_true(s.on);
    assert_string_equal(s.url.data, "http://a:1/v1/traces");
    assert_int_equal(s.timeout_ms, 5);
    assert_int_equal(s.headers.size, 14);
    assert_memory_equal(s.headers.data, "b: x,y\0c: d=e\0", 14);
    assert_string_equal(s.service.data, "n");
    assert_string_equal(
        s.attributes.data,
        ",{\"key\":\"k\",\"value\":{\"stringValue\":\"\\\"\"}}");
    assert_true(s.by_parent);
    assert_int_equal(s.sampler, TRACE_ALWAYS_ON);
    trace_settings_free(&s);
}

static void without_an_endpoint_nothing_else_is_read(void **state)
{
    (void)state;
    static const char *const none[] = {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                                       NULL};
    static const char *const off[] = {"OTEL_EXPORTER_OTLP_ENDPOINT", "nothing",
                                      "OTEL_SDK_DISABLED", "TRUE", NULL};
    static const char *const other[] = {"OTEL_EXPORTER_OTLP_ENDPOINT",
                                        "nothing", "OTEL_TRACES_EXPORTER",
                                        "none", NULL};
    struct trace_settings s;
    struct error err;

    assert_true(read(&s, none, &err) && !s.on);
    assert_true(read(&s, off, &err) && !s.on);
    assert_true(read(&s, other, &err) && !s.on);
    trace_settings_free(&s);
}

static void what_is_wrong_is_an_error(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://a"},
        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://a b"},
        {"OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"},
        {"OTEL_EXPORTER_OTLP_TIMEOUT", "1s"},
        {"OTEL_EXPORTER_OTLP_HEADERS", "a"},
        {"OTEL_EXPORTER_OTLP_HEADERS", "=b"},
        {"OTEL_EXPORTER_OTLP_HEADERS", "a=%4"},
        {"OTEL_EXPORTER_OTLP_HEADERS", "a=%00"},
        {"OTEL_EXPORTER_OTLP_HEADERS", "a=%0d"},
        {"OTEL_RESOURCE_ATTRIBUTES", "a=1,b"},
        {"OTEL_TRACES_SAMPLER_ARG", "half"},
        {"OTEL_BSP_SCHEDULE_DELAY", "99999999"}};
    struct trace_settings s;
    struct error err;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *const list[] = {
            wrong[i][0], wrong[i][1],           "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://a",  "OTEL_TRACES_SAMPLER", "traceidratio",
            NULL};
        assert_false(read(&s, list, &err));
        assert_non_null(strstr(err.text, wrong[i][0]));
        trace_settings_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_of_traces_come_before_those_of_all),
        cmocka_unit_test(without_an_endpoint_nothing_else_is_read),
        cmocka_unit_test(what_is_wrong_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
