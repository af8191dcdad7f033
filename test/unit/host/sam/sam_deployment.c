/* host/sam/sam_deployment - what of a template is deployed, and what is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "host/sam/sam_deployment.h"
#include "test/unit/support/temp_tree.h"

static bool read_template(struct sam_deployment *d, const char *resources,
                          bool is_aws, struct error *err)
{
    static const struct cfn_setting setting = {
        .region = "eu-west-1", .account = "123456789012", .deploys = true};
    AUTO(struct buf, buf_free) text = BUF(4096);
    char path[PATH_MAX];

    tree_path(path, "template.yaml");
    assert_true(buf_printf(&text,
                           "Resources:\n  F:\n    Type: "
                           "AWS::Serverless::Function\n    Properties: "
                           "{CodeUri: f, Runtime: nodejs22.x, Handler: "
                           "a.b%s\n",
                           resources));
    return sam_deployment_read(d, path, text.data, text.size, &setting, is_aws,
                               err);
}

static void begin(void)
{
    tree_make();
    tree_add_folder("f");
}

static void check_config(const char *resources, const char *wanted)
{
    struct sam_deployment d;
    struct error err = ERROR_NONE;

    if (!read_template(&d, resources, false, &err))
        fail_msg("%s", err.text);
    assert_int_equal(d.count, 1);
    json_t *config = json_loads(wanted, 0, NULL);
    assert_true(json_equal(d.functions[0].configuration, config));
    json_decref(config);
    sam_deployment_free(&d);
}

#define USUAL                                                                  \
    "\"Runtime\":\"nodejs22.x\",\"Handler\":\"a.b\",\"Timeout\":3,"            \
    "\"MemorySize\":128,\"Environment\":{\"Variables\":{"

static void properties_are_as_the_api_has_them(void **state)
{
    (void)state;
    begin();
    check_config("}", "{" USUAL "}}}");
    check_config(
        ", Tracing: Active, EphemeralStorage: {Size: 600}, "
        "Architectures: [arm64], Environment: {Variables: {A: !Ref "
        "AWS::AccountId, B: !Sub '${AWS::Region}-x', C: 1.0, D: true}}}",
        "{" USUAL
        "\"A\":\"123456789012\",\"B\":\"eu-west-1-x\",\"C\":\"1.0\","
        "\"D\":\"true\"}},\"TracingConfig\":{\"Mode\":\"Active\"},"
        "\"EphemeralStorage\":{\"Size\":600},\"Architectures\":"
        "[\"arm64\"]}");
    check_config(
        ", Role: 'arn:aws:iam::1:role/x', LoggingConfig: {LogFormat: "
        "JSON}, Timeout: 9}",
        "{\"Runtime\":\"nodejs22.x\",\"Handler\":\"a.b\",\"Timeout\":9,"
        "\"MemorySize\":128,\"Environment\":{\"Variables\":{}},\"Role\":"
        "\"arn:aws:iam::1:role/x\",\"LoggingConfig\":{\"LogFormat\":"
        "\"JSON\"}}");
}

static bool has_note(const struct sam_deployment *d, const char *text)
{
    for (size_t i = 0; i < json_array_size(d->notes); i++)
        if (strstr(json_string_value(json_array_get(d->notes, i)), text))
            return true;
    return false;
}

static void what_is_not_deployed_is_named_with_its_place(void **state)
{
    static const char resources[] =
        ", Policies: [X], VpcConfig: {}, Role: !GetAtt R.Arn, Events: {E: "
        "{Type: SQS}}}\n  R: {Type: AWS::IAM::Role}\n  C: {Type: "
        "AWS::SQS::Queue, Condition: Never}\nConditions: {Never: !Equals [a, "
        "b]}";
    struct sam_deployment d;
    struct error err = ERROR_NONE;

    (void)state;
    begin();
    assert_true(read_template(&d, resources, true, &err));
    assert_true(has_note(&d,
                         "template.yaml:5:3: not deployed: R, an "
                         "AWS::IAM::Role"));
    assert_true(has_note(&d, "the events of F: E (SQS)"));
    assert_true(has_note(&d, "not deployed: Policies, VpcConfig of F"));
    assert_true(has_note(&d, "the role is that of --role"));
    assert_false(has_note(&d, "not deployed: C"));
    sam_deployment_free(&d);
}

static void a_name_is_one_that_lambda_takes(void **state)
{
    struct sam_deployment d;
    struct error err = ERROR_NONE;

    (void)state;
    begin();
    assert_false(read_template(&d, ", FunctionName: a.b}", false, &err));
    assert_non_null(strstr(err.text, "template.yaml:2:3: \"a.b\" is no name"));
    assert_true(read_template(&d, ", FunctionName: a-b_1}", false, &err));
    assert_string_equal(d.functions[0].name, "a-b_1");
    sam_deployment_free(&d);
}

static void layers_are_arns_or_folders(void **state)
{
    static const char resources[] =
        ", Layers: [!Ref L, 'arn:aws:lambda:x']}\n  L: {Type: "
        "AWS::Serverless::LayerVersion, Properties: {ContentUri: f, LayerName: "
        "own}}";
    struct sam_deployment d;
    struct error err = ERROR_NONE;

    (void)state;
    begin();
    assert_true(read_template(&d, resources, false, &err));
    const json_t *layers = d.functions[0].layers;
    assert_int_equal(json_array_size(layers), 2);
    const json_t *first = json_array_get(layers, 0);
    assert_string_equal(json_string_value(json_object_get(first, "name")),
                        "own");
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(layers, 1), "arn")),
        "arn:aws:lambda:x");
    sam_deployment_free(&d);
    assert_false(read_template(&d, ", Layers: [!Ref F]}", false, &err));
    assert_non_null(strstr(err.text, "the layer \"F\" is neither an ARN nor"));
}

static void what_sam_build_has_made_is_taken(void **state)
{
    static const struct timespec past[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    struct sam_deployment d;
    struct error err = ERROR_NONE;
    char path[PATH_MAX];

    (void)state;
    begin();
    tree_add("f/a.js", 0644);
    tree_add_folder(".aws-sam");
    tree_add_folder(".aws-sam/build");
    tree_add_folder(".aws-sam/build/F");
    tree_path(path, "f/a.js");
    assert_int_equal(utimensat(AT_FDCWD, path, past, 0), 0);
    assert_true(read_template(&d, "}", false, &err));
    assert_non_null(strstr(d.functions[0].code, "/.aws-sam/build/F"));
    sam_deployment_free(&d);
    tree_path(path, ".aws-sam/build/F");
    assert_int_equal(utimensat(AT_FDCWD, path, past, 0), 0);
    tree_path(path, "f/a.js");
    assert_int_equal(utimensat(AT_FDCWD, path, NULL, 0), 0);
    assert_false(read_template(&d, "}", false, &err));
    assert_non_null(strstr(err.text, "a.js is newer than what"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(properties_are_as_the_api_has_them,
                                  tree_tear_down),
        cmocka_unit_test_teardown(what_is_not_deployed_is_named_with_its_place,
                                  tree_tear_down),
        cmocka_unit_test_teardown(a_name_is_one_that_lambda_takes,
                                  tree_tear_down),
        cmocka_unit_test_teardown(layers_are_arns_or_folders, tree_tear_down),
        cmocka_unit_test_teardown(what_sam_build_has_made_is_taken,
                                  tree_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
