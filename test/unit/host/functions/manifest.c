/* host/functions/manifest - dayfly.json, understood or told what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/buf.h"
#include "host/functions/manifest.h"

static bool parse(struct manifest *m, const char *text, struct error *err)
{
    return manifest_parse(m, "x/dayfly.json", text, strlen(text), err);
}

static void an_empty_object_gives_what_holds_without_one(void **state)
{
    struct manifest m;
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(parse(&m, "{}", &err));
    assert_string_equal(m.handler, "");
    assert_string_equal(m.interpreter, "");
    assert_int_equal(m.timeout_s, 3);
    assert_int_equal(m.memory_mb, 128);
    assert_null(m.env);
}

static void every_key_is_understood(void **state)
{
    struct manifest m;
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(parse(&m,
                      "{\"handler\":\"a.b\",\"interpreter\":\"deno\","
                      "\"timeout\":900,\"memory\":10240,"
                      "\"env\":{\"A\":\"1\",\"B_2\":\"x=y\",\"C\":\"\"}}",
                      &err));
    assert_string_equal(m.handler, "a.b");
    assert_string_equal(m.interpreter, "deno");
    assert_int_equal(m.timeout_s, 900);
    assert_int_equal(m.memory_mb, 10240);
    assert_string_equal(m.env[0], "A=1");
    assert_string_equal(m.env[1], "B_2=x=y");
    assert_string_equal(m.env[2], "C=");
    assert_null(m.env[3]);
    manifest_clear(&m);
    assert_null(m.env);
}

static void a_url_is_buffered_streamed_or_off(void **state)
{
    static const struct {
        const char *text;
        enum url_mode mode;
    } good[] = {
        {"{}", URL_BUFFERED},
        {"{\"url\":{}}", URL_BUFFERED},
        {"{\"url\":{\"invokeMode\":\"BUFFERED\"}}", URL_BUFFERED},
        {"{\"url\":{\"invokeMode\":\"RESPONSE_STREAM\"}}", URL_STREAM},
        {"{\"url\":false}", URL_OFF},
    };
    static const char *const bad[] = {
        "{\"url\":true}",
        "{\"url\":null}",
        "{\"url\":\"BUFFERED\"}",
        "{\"url\":[]}",
        "{\"url\":{\"invokeMode\":\"buffered\"}}",
        "{\"url\":{\"invokeMode\":1}}",
        "{\"url\":{\"cors\":{}}}",
        "{\"url\":{\"invokeMode\":\"BUFFERED\",\"cors\":{}}}",
    };
    struct manifest m;
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(parse(&m, good[i].text, &err));
        assert_int_equal(m.url, good[i].mode);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(parse(&m, bad[i], &err));
        assert_non_null(strstr(err.text, "\"url\" must be false, {"));
    }
}

static void a_fault_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text, *begins;
    } rows[] = {
        {"{\n\"env\":{\"memory\":\"1\"},\n \"memory\" : 1}",
         "x/dayfly.json, line 3: \"memory\" must be"},
        {"{\"a\\\"}\":1,\n\"handler\":1}",
         "x/dayfly.json, line 1: unknown key"},
        {"{\"handler\":\"memory\",\n\"memory\":true}",
         "x/dayfly.json, line 2: \"memory\""},
        {"{\n\n\"warmupOnStart\":1}",
         "x/dayfly.json, line 3: unknown key \"warmupOnStart\"; the keys are "
         "handler, interpreter, timeout, memory, env, url, output, flags, "
         "spare, reuse, preload, residue, credentials, isolation, permissions, "
         "limits, required, concurrency"},
        {"{\"timeout\":99999999999999999999}", "x/dayfly.json, line 1: "},
        {"\"text\"", "x/dayfly.json, line 1: must be one JSON object"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct manifest m;
        struct error err = ERROR_NONE;
        assert_false(parse(&m, rows[i].text, &err));
        if (strncmp(err.text, rows[i].begins, strlen(rows[i].begins)) != 0)
            fail_msg("%s", err.text);
    }
}

static void what_was_read_before_a_fault_is_given_back(void **state)
{
    struct manifest m;
    struct error err = ERROR_NONE;

    (void)state;
    assert_false(parse(&m, "{\"env\":{\"A\":\"1\",\"B\":2}}", &err));
    assert_null(m.env);
}

static void names_the_host_sets_itself_are_refused(void **state)
{
    static const char *const names[] = {
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_REGION",
        "LAMBDA_TASK_ROOT",
        "A-B",
        "",
        "1A",
        "A=B",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        AUTO(struct buf, buf_free) text = BUF(256);
        struct manifest m;
        struct error err = ERROR_NONE;
        assert_true(buf_printf(&text, "{\"env\":{\"%s\":\"x\"}}", names[i]));
        assert_false(parse(&m, text.data, &err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_object_gives_what_holds_without_one),
        cmocka_unit_test(every_key_is_understood),
        cmocka_unit_test(a_url_is_buffered_streamed_or_off),
        cmocka_unit_test(a_fault_is_told_with_its_line),
        cmocka_unit_test(what_was_read_before_a_fault_is_given_back),
        cmocka_unit_test(names_the_host_sets_itself_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
