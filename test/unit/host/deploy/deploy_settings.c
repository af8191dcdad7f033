/* host/deploy/deploy_settings - only what differs is sent, and no value of a
 * variable is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>

#include "common/compiler.h"
#include "host/deploy/deploy_settings.h"

static const char found[] =
    "{\"Handler\":\"a.b\",\"Timeout\":3,\"Description\":\"\",\"LoggingConfig\":"
    "{\"LogFormat\":\"Text\",\"LogGroup\":\"/aws/lambda/a\"},\"Environment\":"
    "{\"Variables\":{\"A\":\"1\"}},\"Layers\":[{\"Arn\":\"x\",\"CodeSize\":1}]"
    "}";

static void only_what_differs_is_kept(void **state)
{
    static const struct {
        const char *settings;
        const char *left;
    } rows[] = {
        {"{\"Handler\":\"a.b\",\"Timeout\":3,\"Layers\":[\"x\"]}", "{}"},
        {"{\"Handler\":\"a.c\",\"Timeout\":3}", "{\"Handler\":\"a.c\"}"},
        {"{\"Layers\":[]}", "{\"Layers\":[]}"},
        {"{\"Layers\":[\"y\"]}", "{\"Layers\":[\"y\"]}"},
        /* What it leaves out of an object has a default. */
        {"{\"LoggingConfig\":{\"LogFormat\":\"Text\"}}", "{}"},
        {"{\"LoggingConfig\":{\"LogFormat\":\"JSON\"}}",
         "{\"LoggingConfig\":{\"LogFormat\":\"JSON\"}}"},
        /* But a variable that is left out is to go. */
        {"{\"Environment\":{\"Variables\":{\"A\":\"1\"}}}", "{}"},
        {"{\"Environment\":{\"Variables\":{}}}",
         "{\"Environment\":{\"Variables\":{}}}"},
        {"{\"TracingConfig\":{\"Mode\":\"Active\"}}",
         "{\"TracingConfig\":{\"Mode\":\"Active\"}}"},
    };
    json_t *there = json_loads(found, 0, NULL);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *settings = json_loads(rows[i].settings, 0, NULL);
        json_t *wanted = json_loads(rows[i].left, 0, NULL);
        deploy_settings_keep_different(settings, there);
        assert_true(json_equal(settings, wanted));
        json_decref(settings);
        json_decref(wanted);
    }
    json_decref(there);
}

static void no_variables_are_as_an_empty_list_of_them(void **state)
{
    json_t *there = json_loads("{\"Handler\":\"a\"}", 0, NULL);
    json_t *settings =
        json_loads("{\"Environment\":{\"Variables\":{}}}", 0, NULL);

    (void)state;
    deploy_settings_keep_different(settings, there);
    assert_int_equal(json_object_size(settings), 0);
    json_decref(settings);
    json_decref(there);
}

static void values_of_variables_are_not_shown(void **state)
{
    AUTO(struct buf, buf_free) text = BUF(1024);
    json_t *settings = json_loads(
        "{\"Timeout\":5,\"Environment\":{\"Variables\":{\"A\":"
        "\"secret\",\"B\":\"2\"}},\"Handler\":\"x\"}",
        0, NULL);

    (void)state;
    deploy_settings_add_text(&text, settings);
    assert_string_equal(text.data, "Timeout 5, Environment A B, Handler x");
    json_decref(settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_differs_is_kept),
        cmocka_unit_test(no_variables_are_as_an_empty_list_of_them),
        cmocka_unit_test(values_of_variables_are_not_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
