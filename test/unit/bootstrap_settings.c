/* bootstrap_settings - what the environment may say, and what it may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/settings.h"

/* Each test begins with an empty environment. */
static int empty(void **state)
{
    (void)state;
    return clearenv();
}

static void set(const char *name, const char *value)
{
    assert_int_equal(setenv(name, value, 1), 0);
}

static struct settings read_good(void)
{
    struct settings s;
    struct fault f = FAULT_NONE;

    assert_true(settings_read(&s, &f));
    assert_string_equal(f.text, "");
    return s;
}

static void nothing_set_means_the_standard(void **state)
{
    struct settings s = read_good();

    (void)state;
    assert_null(s.api);
    assert_string_equal(s.handler, "");
    assert_null(s.task_root);
    assert_string_equal(s.path, "/usr/local/bin:/usr/bin:/bin:/opt/bin");
    assert_null(s.bridge);
    assert_null(s.interpreter);
    assert_string_equal(s.flags, "");
    assert_int_equal(s.output, OUTPUT_JSON);
    assert_int_equal(s.timeout_ms, 900000);
    assert_false(s.log_json);
    assert_int_equal(s.log_least, LEVEL_TRACE);
    assert_null(s.deno_dir);
    assert_null(s.function_name);
}

static void the_platforms_names_are_taken_as_they_are(void **state)
{
    static const struct {
        const char *name;
        size_t field;
    } rows[] = {
        {"AWS_LAMBDA_RUNTIME_API", offsetof(struct settings, api)},
        {"_HANDLER", offsetof(struct settings, handler)},
        {"LAMBDA_TASK_ROOT", offsetof(struct settings, task_root)},
        {"PATH", offsetof(struct settings, path)},
        {"DENO_DIR", offsetof(struct settings, deno_dir)},
        {"AWS_LAMBDA_FUNCTION_NAME", offsetof(struct settings, function_name)},
        {"AWS_LAMBDA_FUNCTION_VERSION",
         offsetof(struct settings, function_version)},
        {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
         offsetof(struct settings, memory_mb)},
        {"AWS_LAMBDA_LOG_GROUP_NAME", offsetof(struct settings, log_group)},
        {"AWS_LAMBDA_LOG_STREAM_NAME", offsetof(struct settings, log_stream)},
        {"DAYFLY_BRIDGE", offsetof(struct settings, bridge)},
        {"DAYFLY_INTERPRETER", offsetof(struct settings, interpreter)},
        {"DAYFLY_FLAGS", offsetof(struct settings, flags)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        set(rows[i].name, rows[i].name);
    struct settings s = read_good();
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *value;
        memcpy(&value, (const char *)&s + rows[i].field, sizeof value);
        assert_string_equal(value, rows[i].name);
    }
}

static void outputs_have_four_words(void **state)
{
    static const struct {
        const char *word;
        enum output output;
    } rows[] = {{"json", OUTPUT_JSON},
                {"text", OUTPUT_TEXT},
                {"stream", OUTPUT_STREAM},
                {"stream-http", OUTPUT_STREAM_HTTP}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        set("DAYFLY_OUTPUT", rows[i].word);
        assert_int_equal(read_good().output, rows[i].output);
    }
}

static void timeouts_are_whole_seconds_from_1_to_900(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {{"1", 1000}, {"3", 3000}, {"007", 7000}, {"900", 900000}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        set("DAYFLY_TIMEOUT", rows[i].text);
        assert_int_equal(read_good().timeout_ms, rows[i].ms);
    }
}

static const char *const no_seconds[] = {
    "0",  "901", "1e9", "0x10",  " 3", "3 ",   "-1",
    "+1", "3.0", "3s",  "three", "1n", "0009", "99999999999999999999"};

/* A value that does not fit is never read as the nearest that does. */
static void bad_values_name_the_setting_and_the_value(void **state)
{
    static const struct {
        const char *name;
        const char *value;
    } rows[] = {
        {"DAYFLY_OUTPUT", "JSON"},
        {"DAYFLY_OUTPUT", "json "},
        {"DAYFLY_OUTPUT", "stream-"},
        {"DAYFLY_OUTPUT", "http"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows) + COUNT(no_seconds); i++) {
        bool seconds = i >= COUNT(rows);
        const char *name = seconds ? "DAYFLY_TIMEOUT" : rows[i].name;
        const char *value =
            seconds ? no_seconds[i - COUNT(rows)] : rows[i].value;
        AUTO(struct buf, buf_free) says = BUF(256);
        struct fault f = FAULT_NONE;
        struct settings s;
        (void)clearenv();
        set(name, value);
        assert_false(settings_read(&s, &f));
        assert_true(
            buf_printf(&says, "%s is \"%s\"; it must be ", name, value));
        assert_ptr_equal(strstr(f.text, says.data), f.text);
    }
}

static void an_empty_setting_is_a_fault(void **state)
{
    static const char *const rows[] = {"DAYFLY_INTERPRETER", "DAYFLY_FLAGS",
                                       "DAYFLY_OUTPUT", "DAYFLY_TIMEOUT",
                                       "DAYFLY_BRIDGE"};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fault f = FAULT_NONE;
        struct settings s;
        (void)clearenv();
        set(rows[i], "");
        assert_false(settings_read(&s, &f));
        assert_ptr_equal(strstr(f.text, rows[i]), f.text);
        assert_non_null(strstr(f.text, " is empty;"));
    }
}

static void an_unknown_setting_is_named(void **state)
{
    static const char *const rows[] = {"DAYFLY_",         "DAYFLY_TIMEOUTS",
                                       "DAYFLY_TIME",     "DAYFLY_timeout",
                                       "DAYFLY_REQUEST_", "DAYFLY_LOG"};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct buf, buf_free) says = BUF(256);
        struct fault f = FAULT_NONE;
        struct settings s;
        (void)clearenv();
        set(rows[i], "1");
        assert_false(settings_read(&s, &f));
        assert_true(buf_printf(&says, "unknown setting %s;", rows[i]));
        assert_ptr_equal(strstr(f.text, says.data), f.text);
    }
}

/* A handler may run a bootstrap of its own. */
static void the_facts_of_an_event_may_be_inherited(void **state)
{
    static const char *const rows[] = {
        "DAYFLY_REQUEST_ID",       "DAYFLY_DEADLINE_MS",
        "DAYFLY_FUNCTION_ARN",     "DAYFLY_CLIENT_CONTEXT",
        "DAYFLY_COGNITO_IDENTITY", "DAYFLY_TENANT_ID"};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        set(rows[i], i % 2 ? "" : "x");
    set("NOT_DAYFLY_X", "1");
    (void)read_good();
}

/* No fault: the platform's own clients pass over what they do not know. */
static void odd_values_of_the_platform_mean_the_plainest_form(void **state)
{
    static const struct {
        const char *format;
        const char *level;
        bool json;
        enum log_level least;
    } rows[] = {
        {"JSON", "WARN", true, LEVEL_WARN},
        {"json", "error", true, LEVEL_ERROR},
        {"JSON", "LOUD", true, LEVEL_TRACE},
        {"JSON", "", true, LEVEL_TRACE},
        {"Text", "WARN", false, LEVEL_TRACE},
        {"", "WARN", false, LEVEL_TRACE},
        {"XML", "WARN", false, LEVEL_TRACE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        set("AWS_LAMBDA_LOG_FORMAT", rows[i].format);
        set("AWS_LAMBDA_LOG_LEVEL", rows[i].level);
        struct settings s = read_good();
        assert_int_equal(s.log_json, rows[i].json);
        assert_int_equal(s.log_least, rows[i].least);
    }
}

static void the_platforms_timeout_counts_unless_it_is_none(void **state)
{
    (void)state;
    set("AWS_LAMBDA_FUNCTION_TIMEOUT", "30");
    assert_int_equal(read_good().timeout_ms, 30000);
    set("DAYFLY_TIMEOUT", "5");
    assert_int_equal(read_good().timeout_ms, 5000);
    assert_int_equal(unsetenv("DAYFLY_TIMEOUT"), 0);
    for (size_t i = 0; i < COUNT(no_seconds); i++) {
        set("AWS_LAMBDA_FUNCTION_TIMEOUT", no_seconds[i]);
        assert_int_equal(read_good().timeout_ms, 900000);
    }
}

static void the_table_has_a_row_for_each_setting(void **state)
{
    static const char *const rows[] = {
        "| `DAYFLY_INTERPRETER` |", "| `DAYFLY_FLAGS` |", "| `DAYFLY_OUTPUT` |",
        "| `DAYFLY_TIMEOUT` |", "| `DAYFLY_BRIDGE` |"};
    AUTO(struct buf, buf_free) table = BUF(8192);
    size_t lines = 0;

    (void)state;
    assert_true(settings_table(&table));
    for (const char *c = table.data; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 2 + COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_non_null(strstr(table.data, rows[i]));
}

#define ALONE(test) cmocka_unit_test_setup(test, empty)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ALONE(nothing_set_means_the_standard),
        ALONE(the_platforms_names_are_taken_as_they_are),
        ALONE(outputs_have_four_words),
        ALONE(timeouts_are_whole_seconds_from_1_to_900),
        ALONE(bad_values_name_the_setting_and_the_value),
        ALONE(an_empty_setting_is_a_fault),
        ALONE(an_unknown_setting_is_named),
        ALONE(the_facts_of_an_event_may_be_inherited),
        ALONE(odd_values_of_the_platform_mean_the_plainest_form),
        ALONE(the_platforms_timeout_counts_unless_it_is_none),
        ALONE(the_table_has_a_row_for_each_setting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
