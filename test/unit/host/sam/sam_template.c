/* host/sam/sam_template - what a SAM template says to the host. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/support/sam_fixture.h"

static const char *text_at(const json_t *settings, const char *key)
{
    const char *text = json_string_value(json_object_get(settings, key));

    return text ? text : "(none)";
}

static void properties_and_globals(void **state)
{
    static const char text[] =
        "Globals:\n"
        "  Function: {Timeout: 7, MemorySize: 256, Runtime: python3.12,\n"
        "    Environment: {Variables: {A: one, B: two}}}\n"
        "Resources:\n"
        "  Hello:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties:\n"
        "      CodeUri: hello/\n"
        "      Handler: app.handler\n"
        "      Timeout: '9'\n"
        "      Environment: {Variables: {B: 2, C: yes, D: 010, E: 'yes', "
        "F: }}\n"
        "  Other:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties: {CodeUri: ./hello, Handler: a.b, FunctionName: named,"
        " Runtime: nodejs22.x}\n"
        "  Not: {Type: AWS::S3::Bucket}\n";
    struct sam_template t;
    const json_t *env;

    (void)state;
    take(&t, text);
    assert_int_equal(t.function_count, 2);
    assert_string_equal(t.functions[0].name, "Hello");
    assert_string_equal(strrchr(t.functions[0].folder, '/'), "/hello");
    assert_string_equal(t.functions[0].error.text, "");
    assert_string_equal(text_at(t.functions[0].settings, "handler"),
                        "app.handler");
    assert_int_equal(
        json_integer_value(json_object_get(t.functions[0].settings, "timeout")),
        9);
    assert_int_equal(
        json_integer_value(json_object_get(t.functions[0].settings, "memory")),
        256);
    env = json_object_get(t.functions[0].settings, "env");
    assert_string_equal(text_at(env, "A"), "one");
    assert_string_equal(text_at(env, "B"), "2");
    assert_string_equal(text_at(env, "C"), "true");
    assert_string_equal(text_at(env, "D"), "010");
    assert_string_equal(text_at(env, "E"), "yes");
    assert_string_equal(text_at(env, "F"), "");
    assert_string_equal(t.functions[1].name, "named");
    assert_string_equal(text_at(t.functions[1].settings, "interpreter"),
                        "node");
    assert_ptr_equal(sam_template_find(&t, "named"), &t.functions[1]);
    assert_ptr_equal(sam_template_find(&t, "Other"), &t.functions[1]);
    assert_null(sam_template_find(&t, "Not"));
    assert_int_equal(json_array_size(t.notes), 0);
    sam_template_free(&t);
}

/* A function with these properties has this error, or is not served and a note
 * says so. */
static void a_function_that_cannot_run_says_why(void **state)
{
    static const char *const cases[][2] = {
        {"CodeUri: hello, Handler: a.b, Runtime: java21", "java21 cannot be"},
        {"CodeUri: hello, Handler: a.b", "has no Runtime"},
        {"CodeUri: hello, Handler: a.b, Runtime: python3.9, Timeout: 010",
         "Timeout is \"010\""},
        {"CodeUri: hello, Handler: a.b, Runtime: python3.9, Timeout: 901",
         "from 1 to 900"},
        {"CodeUri: hello, Handler: a.b, Runtime: python3.9, MemorySize: 1.5",
         "MemorySize is \"1.5\""},
        {"CodeUri: hello, Handler: a.b, Runtime: python3.9, Timeout: [1]",
         "not a list"},
        {"CodeUri: hello, Handler: main, Runtime: provided.al2023",
         "named bootstrap"},
        {"CodeUri: none, Handler: a.b, Runtime: python3.9", "no folder"},
        {"CodeUri: s3://x/y, Handler: a.b, Runtime: python3.9", "s3://x/y"},
        {"CodeUri: x.zip, Handler: a.b, Runtime: python3.9", "unpack it"},
        {"CodeUri: {Bucket: a, Key: b}, Handler: a.b, Runtime: python3.9",
         "in S3"},
        {"InlineCode: x, Handler: a.b, Runtime: python3.9", "into a file"},
        {"PackageType: Image", "container image"},
        {"CodeUri: hello, Handler: a.b, Runtime: python3.9, "
         "FunctionName: a b",
         "no name of a function"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[512];
        struct sam_template t;
        (void)snprintf(text, sizeof text,
                       "Resources:\n  F:\n    Type: "
                       "AWS::Serverless::Function\n    Properties: {%s}\n",
                       cases[i][0]);
        take(&t, text);
        if (!has_note(&t, cases[i][1]) &&
            !(t.function_count &&
              strstr(t.functions[0].error.text, cases[i][1])))
            fail_msg("%s: %s", cases[i][0],
                     t.function_count ? t.functions[0].error.text : "no note");
        sam_template_free(&t);
    }
}

static void other_parts_of_a_template(void **state)
{
    static const char text[] =
        "Conditions: {Never: !Equals [a, b]}\n"
        "Globals: {Function: {LoggingConfig: {LogFormat: JSON, "
        "SystemLogLevel: WARN}}}\n"
        "Resources:\n"
        "  Gone: {Type: AWS::Serverless::Function, Condition: Never, "
        "Properties: {CodeUri: hello, Handler: a.b, Runtime: python3.12}}\n"
        "  Deps: {Type: AWS::Serverless::LayerVersion, Properties: "
        "{ContentUri: layer}}\n"
        "  Nested: {Type: AWS::Serverless::Application}\n"
        "  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: hello, "
        "Handler: a.b, Runtime: python3.12, Layers: [!Ref Deps, "
        "'arn:aws:lambda:x'], FunctionUrlConfig: {AuthType: NONE, "
        "InvokeMode: RESPONSE_STREAM, Cors: {AllowOrigins: ['*']}}}}\n";
    struct sam_template t;
    char path[PATH_MAX];

    (void)state;
    take(&t, text);
    tree_path(path, "layer/python");
    assert_int_equal(t.function_count, 1);
    assert_string_equal(
        text_at(json_object_get(t.functions[0].settings, "env"), "PYTHONPATH"),
        path);
    assert_string_equal(
        text_at(json_object_get(t.functions[0].settings, "url"), "invokeMode"),
        "RESPONSE_STREAM");
    assert_string_equal(text_at(json_object_get(t.functions[0].settings, "env"),
                                "AWS_LAMBDA_LOG_FORMAT"),
                        "JSON");
    assert_true(t.functions[0].system_log.is_json);
    assert_string_equal(system_log_level(&t.functions[0].system_log), "WARN");
    assert_true(has_note(&t, "the layer is no LayerVersion"));
    assert_true(has_note(&t, "nested template of Nested"));
    sam_template_free(&t);
}

static void whole_parts_may_depend_on_conditions(void **state)
{
    static const char text[] =
        "Conditions: {Yes: !Equals [a, a], No: !Equals [a, b]}\n"
        "Resources:\n"
        "  F:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties:\n"
        "      CodeUri: !If [Yes, hello, none]\n"
        "      Handler: a.b\n"
        "      Runtime: python3.12\n"
        "      Layers: [!If [No, 'arn:x', !Ref AWS::NoValue]]\n"
        "      Environment: !If\n"
        "        - Yes\n"
        "        - Variables: !If [Yes, {A: one}, {A: two}]\n"
        "        - !Ref AWS::NoValue\n"
        "      FunctionUrlConfig: !If [No, {InvokeMode: RESPONSE_STREAM}, "
        "!Ref AWS::NoValue]\n";
    struct sam_template t;

    (void)state;
    take(&t, text);
    assert_int_equal(t.function_count, 1);
    assert_string_equal(
        text_at(json_object_get(t.functions[0].settings, "env"), "A"), "one");
    assert_null(json_object_get(t.functions[0].settings, "url"));
    assert_int_equal(json_array_size(t.notes), 0);
    sam_template_free(&t);
}

static void a_template_without_functions_is_one(void **state)
{
    static const char *const texts[] = {"",
                                        "# x\n",
                                        "a",
                                        "[]",
                                        "Resources:",
                                        "Resources: []",
                                        "Resources: {A: }",
                                        "Resources: {A: {Type: [x]}}"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct sam_template t;
        take(&t, texts[i]);
        assert_int_equal(t.function_count, 0);
        sam_template_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(properties_and_globals),
        cmocka_unit_test(a_function_that_cannot_run_says_why),
        cmocka_unit_test(other_parts_of_a_template),
        cmocka_unit_test(whole_parts_may_depend_on_conditions),
        cmocka_unit_test(a_template_without_functions_is_one),
    };
    return RUN_WITH_TEMPLATES(tests);
}
