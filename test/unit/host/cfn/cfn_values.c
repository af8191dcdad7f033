/* host/cfn/cfn_values - what the values of a template are on this machine, read
 * as variables of a function. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/sam/sam_template.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/cfn-values-%d", (int)getpid());
    return mkdir(folder, 0700) || chdir(folder) || mkdir("hello", 0700);
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir("hello") || rmdir(folder);
}

static const char *const parameters[] = {"Given=from-the-user", NULL};

static bool read_template(struct sam_template *t, const char *text,
                          struct error *err)
{
    const struct cfn_setting setting = {.region = "eu-west-1",
                                        .parameters = parameters};
    char path[128];

    (void)snprintf(path, sizeof path, "%s/template.yaml", folder);
    return sam_template_read(t, path, text, strlen(text), &setting, err);
}

static void take(struct sam_template *t, const char *text)
{
    struct error err = ERROR_NONE;

    if (!read_template(t, text, &err))
        fail_msg("%s", err.text);
}

static const char *text_at(const json_t *settings, const char *key)
{
    const char *text = json_string_value(json_object_get(settings, key));

    return text ? text : "(none)";
}

static bool has_note(const struct sam_template *t, const char *words)
{
    for (size_t i = 0; i < json_array_size(t->notes); i++)
        if (strstr(json_string_value(json_array_get(t->notes, i)), words))
            return true;
    return false;
}

/* The value of a variable, after a head with what it may refer to. */
static void check_value(const char *value, const char *wanted)
{
    static const char head[] =
        "Parameters:\n"
        "  Stage: {Type: String, Default: dev}\n"
        "  Given: {Type: String}\n"
        "  Bare: {Type: String}\n"
        "  Words: {Type: CommaDelimitedList, Default: 'a,b,c'}\n"
        "Mappings: {Sizes: {dev: {Big: '10'}}}\n"
        "Conditions:\n"
        "  IsDev: !Equals [!Ref Stage, dev]\n"
        "  NotDev: !Not [{Condition: IsDev}]\n"
        "  Both: !And [!Condition IsDev, !Condition NotDev]\n"
        "  Circle: !Not [!Condition Circle]\n"
        "Resources:\n"
        "  Table: {Type: AWS::Serverless::SimpleTable}\n"
        "  Queue: {Type: AWS::SQS::Queue, Properties: "
        "{QueueName: !Sub 'q-${Stage}'}}\n"
        "  Self: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "
        "'${Self}${Self}'}}\n"
        "  F:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties:\n"
        "      CodeUri: hello\n"
        "      Handler: a.b\n"
        "      Runtime: python3.12\n"
        "      Environment:\n"
        "        Variables:\n"
        "          V: ";
    AUTO(struct buf, buf_free) text = BUF(8192);
    struct sam_template t;

    assert_true(buf_printf(&text, "%s%s\n", head, value));
    take(&t, text.data);
    assert_int_equal(t.function_count, 1);
    const json_t *env = json_object_get(t.functions[0].settings, "env");
    const char *got = text_at(env, "V");
    if (*wanted == '?' ? !has_note(&t, wanted + 1) || json_object_size(env)
                       : strcmp(got, wanted) != 0)
        fail_msg("%s: %s, not %s: %s", value, got, wanted,
                 json_string_value(json_array_get(t.notes, 0)));
    sam_template_free(&t);
}

static void values_are_resolved(void **state)
{
    static const char *const cases[][2] = {
        {"!Ref Stage", "dev"},
        {"{Ref: Stage}", "dev"},
        {"!Ref Given", "from-the-user"},
        {"!Ref Bare", "?--parameter-overrides Bare=VALUE"},
        {"!Ref Nothing", "?neither a parameter nor a resource"},
        {"!Ref AWS::Region", "eu-west-1"},
        {"!Ref AWS::AccountId", "000000000000"},
        {"!Ref AWS::NoValue", ""},
        {"!Sub '${Stage}-${AWS::Region}-${!x}-$y-${'",
         "dev-eu-west-1-${x}-$y-${"},
        {"!Sub ['${A}/${Stage}', {A: !Ref Given}]", "from-the-user/dev"},
        {"{'Fn::Sub': '${Table}'}", "Table"},
        {"!Ref Table", "Table"},
        {"!GetAtt Table.Arn",
         "arn:aws:dynamodb:eu-west-1:000000000000:table/Table"},
        {"!Sub '${Table.Arn}'",
         "arn:aws:dynamodb:eu-west-1:000000000000:table/Table"},
        {"!GetAtt [Table, Arn]",
         "arn:aws:dynamodb:eu-west-1:000000000000:table/Table"},
        {"{'Fn::GetAtt': [Queue, Arn]}",
         "arn:aws:sqs:eu-west-1:000000000000:q-dev"},
        {"!GetAtt Queue.QueueName", "q-dev"},
        {"!Ref Queue",
         "https://sqs.eu-west-1.amazonaws.com/000000000000/q-dev"},
        {"!GetAtt F.Arn", "arn:aws:lambda:eu-west-1:000000000000:function:F"},
        {"!GetAtt Table.StreamArn", "?known only after a deployment"},
        {"!GetAtt None.Arn", "?no resource"},
        {"!GetAtt Table", "?Resource.Attribute"},
        {"!Join ['-', [a, !Ref Stage, c]]", "a-dev-c"},
        {"!Join ['|', !Ref Words]", "a|b|c"},
        {"!Join ['', !Split ['-', 'x-y']]", "xy"},
        {"!Select [1, !Ref Words]", "b"},
        {"!Select [1, !Split ['-', 'x-y']]", "y"},
        {"!Select [9, [a]]", "?has the index"},
        {"!FindInMap [Sizes, !Ref Stage, Big]", "10"},
        {"!FindInMap [Sizes, prod, Big]", "?no key \"prod\""},
        {"!If [IsDev, !Ref Stage, b]", "dev"},
        {"!If [NotDev, a, b]", "b"},
        {"!If [Both, a, !If [IsDev, c, d]]", "c"},
        {"!If [NotDev, a, !Ref AWS::NoValue]", ""},
        {"!If [Nothing, a, b]", "?no \"Nothing\""},
        {"!If [Circle, a, b]", "?in a circle"},
        {"!Ref Self", "?in a circle"},
        {"!ImportValue x", "?Fn::ImportValue is not known"},
        {"!Unknown x", "?!Unknown is not known"},
        {"[a]", "?not a list"},
        {"{a: b, c: d}", "?not a mapping"},
        {"!Join [a]", "?a list of 2 values"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check_value(cases[i][0], cases[i][1]);
}

static void a_value_that_is_guessed_is_told(void **state)
{
    static const char text[] =
        "Resources:\n"
        "  Table: {Type: AWS::DynamoDB::Table}\n"
        "  F:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties: {CodeUri: hello, Handler: a.b, Runtime: python3.12,\n"
        "      Environment: {Variables: {T: !Ref Table, LAMBDA_TASK_ROOT: x,\n"
        "      1x: y}}}\n";
    struct sam_template t;

    (void)state;
    take(&t, text);
    assert_true(has_note(&t,
                         "template.yaml:6:36: Table is a resource that is "
                         "not made here; its value is \"Table\""));
    assert_true(has_note(&t, "only the platform sets it"));
    assert_true(has_note(&t, "no digit first"));
    sam_template_free(&t);
}

static void a_large_one_is_read_in_bounded_time(void **state)
{
    AUTO(struct buf, buf_free) text = BUF(YAML_MAX_BYTES);
    struct sam_template t;

    (void)state;
    assert_true(buf_add_str(&text, "Conditions:\n"));
    for (int i = 0; i < 14; i++)
        assert_true(buf_printf(
            &text,
            "  C%d: !And [!Condition C%d, !Condition C%d, !Condition C%d]\n", i,
            i + 1, i + 1, i + 1));
    assert_true(buf_add_str(&text,
                            "  C14: !Equals [a, a]\nResources:\n"
                            "  F: {Type: AWS::Serverless::Function, "
                            "Condition: C0, Properties: {CodeUri: "
                            "hello, Runtime: python3.9}}\n"));
    take(&t, text.data);
    assert_true(has_note(&t, "more than 100000 steps"));
    sam_template_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_resolved),
        cmocka_unit_test(a_value_that_is_guessed_is_told),
        cmocka_unit_test(a_large_one_is_read_in_bounded_time),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
