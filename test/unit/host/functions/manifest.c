/* host/functions/manifest - the values of dayfly.json that the host reads. */
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
    AUTO(struct manifest_file, manifest_file_free)
    file = {.path = "x/dayfly.json", .text = BUF(MANIFEST_MAX_BYTES)};

    assert_true(buf_add_str(&file.text, text));
    return manifest_file_parse(&file, err) && manifest_read(m, &file, err);
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
        {"{\"url\":{\"cors\":{}}}", URL_BUFFERED},
        {"{\"url\":{\"invokeMode\":\"RESPONSE_STREAM\",\"cors\":{}}}",
         URL_STREAM},
        {"{\"url\":false}", URL_OFF},
    };
    static const char *const bad[] = {
        "{\"url\":true}",
        "{\"url\":null}",
        "{\"url\":\"BUFFERED\"}",
        "{\"url\":[]}",
        "{\"url\":{\"invokeMode\":\"buffered\"}}",
        "{\"url\":{\"invokeMode\":1}}",
        "{\"url\":{\"other\":{}}}",
        "{\"url\":{\"invokeMode\":\"BUFFERED\",\"cors\":{},\"other\":{}}}",
    };
    struct manifest m;
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(parse(&m, good[i].text, &err));
        assert_int_equal(m.url, good[i].mode);
        manifest_clear(&m);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(parse(&m, bad[i], &err));
        assert_non_null(
            strstr(err.text, "\"url\" must be false, or an object"));
    }
}

static void a_wrong_value_is_reported_with_its_line(void **state)
{
    static const char *const rows[][2] = {
        {"{\n\"env\":{\"memory\":\"1\"},\n \"memory\" : 1}",
         "x/dayfly.json:3: \"memory\" must be a whole number of MB from 128"},
        {"{\"handler\":\"memory\",\n\"memory\":true}",
         "x/dayfly.json:2: \"memory\" must be"},
        {"{\"timeout\":901}", "x/dayfly.json:1: \"timeout\" must be"},
        {"{\"timeout\":99999999999999999999}", "x/dayfly.json:1: "},
        {"{\n\"handler\":\"\"}", "x/dayfly.json:2: \"handler\" must be a text"},
        {"{\"interpreter\":\"a\\nb\"}",
         "x/dayfly.json:1: \"interpreter\" must be a text"},
        {"{\"concurrency\":1001}",
         "x/dayfly.json:1: \"concurrency\" must be a whole number of events at "
         "once from 1 to 1000"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct manifest m;
        struct error err = ERROR_NONE;
        assert_false(parse(&m, rows[i][0], &err));
        if (strncmp(err.text, rows[i][1], strlen(rows[i][1])) != 0)
            fail_msg("%s", err.text);
    }
}

static void what_was_read_before_a_fault_is_freed(void **state)
{
    struct manifest m = {.env = NULL};
    struct error err = ERROR_NONE;

    (void)state;
    assert_false(parse(&m, "{\"env\":{\"A\":\"1\"},\"url\":true}", &err));
    assert_null(m.env);
}

static void keys_of_the_bootstrap_are_left_to_it(void **state)
{
    struct manifest m;
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(parse(&m,
                      "{\"flags\":7,\"spare\":[],\"reuse\":\"\",\"preload\":0,"
                      "\"residue\":0,\"credentials\":0,\"isolation\":0,"
                      "\"permissions\":0,\"limits\":0,\"required\":0}",
                      &err));
    assert_false(m.sets_output);
    assert_true(parse(&m, "{\"output\":0}", &err));
    assert_true(m.sets_output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_object_gives_what_holds_without_one),
        cmocka_unit_test(every_key_is_understood),
        cmocka_unit_test(a_url_is_buffered_streamed_or_off),
        cmocka_unit_test(a_wrong_value_is_reported_with_its_line),
        cmocka_unit_test(what_was_read_before_a_fault_is_freed),
        cmocka_unit_test(keys_of_the_bootstrap_are_left_to_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
