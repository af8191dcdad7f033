/* bootstrap/config/settings - valid and invalid environment variables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/config/settings.h"

enum { PAIRS_MAX = 4 };

/* There is no dayfly.json where the tests run. */
static struct manifest_file none = MANIFEST_FILE;

/* Reads with only these pairs in the environment. */
static bool read_from(struct settings *s, struct error *err,
                      const char *const pairs[PAIRS_MAX])
{
    static char text[PAIRS_MAX][4096];
    static char *list[PAIRS_MAX + 1];
    size_t count = 0;

    for (; count < PAIRS_MAX && pairs[count]; count++) {
        assert_true(strlen(pairs[count]) < sizeof text[count]);
        list[count] = strcpy(text[count], pairs[count]);
    }
    list[count] = NULL;
    environ = list;
    err->text[0] = '\0';
    bool ok = settings_read(s, &none, err);
    assert_int_equal(ok, *err->text == '\0');
    return ok;
}

static struct settings read_one(const char *pair)
{
    const char *pairs[PAIRS_MAX] = {pair};
    struct settings s;
    struct error err = ERROR_NONE;

    if (!read_from(&s, &err, pairs))
        fail_msg("%s: %s", pair, err.text);
    return s;
}

static void refuse_one(const char *pair, const char *why)
{
    const char *pairs[PAIRS_MAX] = {pair};
    struct settings s;
    struct error err = ERROR_NONE;

    if (read_from(&s, &err, pairs))
        fail_msg("%s is taken", pair);
    if (!strstr(err.text, why))
        fail_msg("%s: %s", pair, err.text);
}

/* The value is in quotes, so that blanks are visible. */
static void refuse_value(const char *pair, const char *why)
{
    struct error quoted;

    (void)error_set(&quoted, "\"%s\"", strchr(pair, '=') + 1);
    refuse_one(pair, why);
    refuse_one(pair, quoted.text);
}

static void without_settings_the_defaults_hold(void **state)
{
    struct settings s;
    struct error err = ERROR_NONE;

    (void)state;
    environ = NULL;
    assert_true(settings_read(&s, &none, &err));
    s = read_one(NULL);
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
    assert_int_equal(s.log_min_level, LEVEL_TRACE);
    assert_null(s.deno_dir);
    assert_null(s.function_name);
}

static void each_name_sets_its_own_field(void **state)
{
    static const struct {
        const char *pair;
        size_t field;
    } rows[] = {
        {"AWS_LAMBDA_RUNTIME_API=v=1", offsetof(struct settings, api)},
        {"_HANDLER=v=1", offsetof(struct settings, handler)},
        {"LAMBDA_TASK_ROOT=v=1", offsetof(struct settings, task_root)},
        {"PATH=v=1", offsetof(struct settings, path)},
        {"DENO_DIR=v=1", offsetof(struct settings, deno_dir)},
        {"AWS_LAMBDA_FUNCTION_NAME=v=1",
         offsetof(struct settings, function_name)},
        {"AWS_LAMBDA_FUNCTION_VERSION=v=1",
         offsetof(struct settings, function_version)},
        {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=v=1",
         offsetof(struct settings, memory_mb)},
        {"AWS_LAMBDA_LOG_GROUP_NAME=v=1", offsetof(struct settings, log_group)},
        {"AWS_LAMBDA_LOG_STREAM_NAME=v=1",
         offsetof(struct settings, log_stream)},
        {"DAYFLY_BRIDGE=v=1", offsetof(struct settings, bridge)},
        {"DAYFLY_INTERPRETER=v=1", offsetof(struct settings, interpreter)},
        {"DAYFLY_FLAGS=v=1", offsetof(struct settings, flags)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct settings s = read_one(rows[i].pair);
        const char *value;
        memcpy(&value, (char *)&s + rows[i].field, sizeof value);
        assert_non_null(value);
        assert_string_equal(value, "v=1");
    }
}

static void each_output_has_its_word(void **state)
{
    static const char *const bad[] = {
        "DAYFLY_OUTPUT=JSON",    "DAYFLY_OUTPUT=jso",
        "DAYFLY_OUTPUT=jsonx",   "DAYFLY_OUTPUT= json",
        "DAYFLY_OUTPUT=stream ", "DAYFLY_OUTPUT=stream_http",
    };

    (void)state;
    assert_int_equal(read_one("DAYFLY_OUTPUT=json").output, OUTPUT_JSON);
    assert_int_equal(read_one("DAYFLY_OUTPUT=text").output, OUTPUT_TEXT);
    assert_int_equal(read_one("DAYFLY_OUTPUT=stream").output, OUTPUT_STREAM);
    assert_int_equal(read_one("DAYFLY_OUTPUT=stream-http").output,
                     OUTPUT_STREAM_HTTP);
    for (size_t i = 0; i < COUNT(bad); i++)
        refuse_value(bad[i], "it must be json, text, stream or stream-http");
}

static void a_timeout_is_whole_seconds_from_1_to_900(void **state)
{
    static const char *const bad[] = {
        "DAYFLY_TIMEOUT=0",          "DAYFLY_TIMEOUT=901",
        "DAYFLY_TIMEOUT=-1",         "DAYFLY_TIMEOUT=+1",
        "DAYFLY_TIMEOUT=1e9",        "DAYFLY_TIMEOUT=0x10",
        "DAYFLY_TIMEOUT= 3",         "DAYFLY_TIMEOUT=3 ",
        "DAYFLY_TIMEOUT=3s",         "DAYFLY_TIMEOUT=3.0",
        "DAYFLY_TIMEOUT=three",      "DAYFLY_TIMEOUT=000",
        "DAYFLY_TIMEOUT=4294967297", "DAYFLY_TIMEOUT=18446744073709551617",
        "DAYFLY_TIMEOUT=\n3",        "DAYFLY_TIMEOUT=\xd9\xa3",
    };

    (void)state;
    assert_int_equal(read_one("DAYFLY_TIMEOUT=1").timeout_ms, 1000);
    assert_int_equal(read_one("DAYFLY_TIMEOUT=900").timeout_ms, 900000);
    assert_int_equal(read_one("DAYFLY_TIMEOUT=030").timeout_ms, 30000);
    for (size_t i = 0; i < COUNT(bad); i++)
        refuse_value(bad[i], "a whole number of seconds from 1 to 900");
}

static void empty_and_unknown_values_are_errors_with_the_name(void **state)
{
    static const char *const pairs[][2] = {
        {"DAYFLY_BRIDGE=", "DAYFLY_BRIDGE is empty"},
        {"DAYFLY_INTERPRETER=", "DAYFLY_INTERPRETER is empty"},
        {"DAYFLY_FLAGS=", "DAYFLY_FLAGS is empty"},
        {"DAYFLY_OUTPUT=", "DAYFLY_OUTPUT is empty"},
        {"DAYFLY_TIMEOUT=", "DAYFLY_TIMEOUT is empty"},
        {"DAYFLY_TIMEOUT", "DAYFLY_TIMEOUT is empty"},
        {"DAYFLY_TIMEOUTS=3", "unknown setting DAYFLY_TIMEOUTS;"},
        {"DAYFLY_TIMEOU=3", "unknown setting DAYFLY_TIMEOU;"},
        {"DAYFLY_timeout=3", "unknown setting DAYFLY_timeout;"},
        {"DAYFLY_=3", "unknown setting DAYFLY_;"},
        {"DAYFLY_", "unknown setting DAYFLY_;"},
        {"DAYFLY_X=DAYFLY_TIMEOUT", "unknown setting DAYFLY_X;"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++)
        refuse_one(pairs[i][0], pairs[i][1]);
    (void)read_one("DAYFLY_REQUEST_ID=inherited");
    (void)read_one("DAYFLY_DEADLINE_MS=inherited");
    (void)read_one("DAYFLY_FUNCTION_ARN=inherited");
    (void)read_one("DAYFLY_CLIENT_CONTEXT=");
    (void)read_one("DAYFLY_COGNITO_IDENTITY=inherited");
    (void)read_one("dayfly_timeout=x");
}

/* The variables of a bootstrap whose handler starts this one. */
static void
the_platforms_values_are_set_despite_an_invalid_setting(void **state)
{
    const char *pairs[PAIRS_MAX] = {"DAYFLY_X=1", "AWS_LAMBDA_RUNTIME_API=a:1",
                                    "AWS_LAMBDA_LOG_FORMAT=JSON",
                                    "AWS_LAMBDA_LOG_LEVEL=warn"};
    struct settings s;
    struct error err = ERROR_NONE;

    (void)state;
    assert_false(read_from(&s, &err, pairs));
    assert_string_equal(s.api, "a:1");
    assert_true(s.log_json);
    assert_int_equal(s.log_min_level, LEVEL_WARN);
}

static void the_log_format_is_the_platforms_or_text(void **state)
{
    static const struct {
        const char *pairs[PAIRS_MAX];
        bool json;
        enum log_level least;
    } rows[] = {
        {{"AWS_LAMBDA_LOG_FORMAT=JSON"}, true, LEVEL_TRACE},
        {{"AWS_LAMBDA_LOG_FORMAT=json"}, true, LEVEL_TRACE},
        {{"AWS_LAMBDA_LOG_FORMAT=Text"}, false, LEVEL_TRACE},
        {{"AWS_LAMBDA_LOG_FORMAT=yaml"}, false, LEVEL_TRACE},
        {{"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=ERROR"},
         true,
         LEVEL_ERROR},
        {{"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=loud"},
         true,
         LEVEL_TRACE},
        {{"AWS_LAMBDA_LOG_LEVEL=ERROR"}, false, LEVEL_TRACE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct settings s;
        struct error err = ERROR_NONE;
        assert_true(read_from(&s, &err, rows[i].pairs));
        assert_int_equal(s.log_json, rows[i].json);
        assert_int_equal(s.log_min_level, rows[i].least);
    }
}

static void only_a_valid_platform_timeout_is_used(void **state)
{
    const char *both[PAIRS_MAX] = {"DAYFLY_TIMEOUT=10",
                                   "AWS_LAMBDA_FUNCTION_TIMEOUT=3"};
    struct settings s;
    struct error err = ERROR_NONE;

    (void)state;
    assert_int_equal(read_one("AWS_LAMBDA_FUNCTION_TIMEOUT=3").timeout_ms,
                     3000);
    assert_int_equal(read_one("AWS_LAMBDA_FUNCTION_TIMEOUT=0").timeout_ms,
                     900000);
    assert_int_equal(read_one("AWS_LAMBDA_FUNCTION_TIMEOUT=x").timeout_ms,
                     900000);
    assert_true(read_from(&s, &err, both));
    assert_int_equal(s.timeout_ms, 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_settings_the_defaults_hold),
        cmocka_unit_test(each_name_sets_its_own_field),
        cmocka_unit_test(each_output_has_its_word),
        cmocka_unit_test(a_timeout_is_whole_seconds_from_1_to_900),
        cmocka_unit_test(empty_and_unknown_values_are_errors_with_the_name),
        cmocka_unit_test(
            the_platforms_values_are_set_despite_an_invalid_setting),
        cmocka_unit_test(the_log_format_is_the_platforms_or_text),
        cmocka_unit_test(only_a_valid_platform_timeout_is_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
