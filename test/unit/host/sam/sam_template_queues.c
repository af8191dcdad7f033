/* host/sam/sam_template - the queues of a SAM template. */
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/sam/sam_deployment.h"
#include "test/unit/support/sam_fixture.h"

static void queues_and_who_gets_their_messages(void **state)
{
    static const char text[] =
        "Resources:\n"
        "  Orders: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 5,\n"
        "    QueueName: !Sub 'o-${AWS::Region}', SqsManagedSseEnabled: yes,\n"
        "    RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn,\n"
        "      maxReceiveCount: 3}}}\n"
        "  Dead: {Type: AWS::SQS::Queue}\n"
        "  Row: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}\n"
        "  Bad: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 901}}\n"
        "  Plain: {Type: AWS::SQS::Queue, Properties: {QueueName: a.fifo}}\n"
        "  Twice: {Type: AWS::SQS::Queue, Properties: {QueueName: Dead}}\n"
        "  None: {Type: AWS::SQS::Queue, Properties:\n"
        "    {RedrivePolicy: [1]}}\n"
        "  Map: {Type: AWS::Lambda::EventSourceMapping, Properties:\n"
        "    {EventSourceArn: !GetAtt Row.Arn, FunctionName: !GetAtt "
        "Hello.Arn,\n"
        "     Enabled: false}}\n"
        "  Nobody: {Type: AWS::Lambda::EventSourceMapping, Properties:\n"
        "    {EventSourceArn: !GetAtt Row.Arn, FunctionName: other}}\n"
        "  Hello:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties: {CodeUri: hello/, Handler: a.b, Runtime: python3.12,\n"
        "      Events: {\n"
        "        A: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn,\n"
        "          BatchSize: 9, MaximumBatchingWindowInSeconds: 2,\n"
        "          ScalingConfig: {MaximumConcurrency: 5},\n"
        "          FunctionResponseTypes: [ReportBatchItemFailures],\n"
        "          FilterCriteria: {Filters: [{Pattern: '{\"a\": [1]}'}]}}},\n"
        "        B: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}},\n"
        "        C: {Type: SQS, Properties: {Queue: !GetAtt Dead.Arn,\n"
        "          FilterCriteria: {Filters: [{Pattern: '{'}]}}}}}\n";
    struct sam_template t;
    char *made;

    (void)state;
    take(&t, text);
    made = json_dumps(t.queues, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(
        made,
        "{\"Dead\":{},\"Row.fifo\":{\"FifoQueue\":\"true\"},"
        "\"o-eu-west-1\":{\"DelaySeconds\":\"5\",\"RedrivePolicy\":"
        "\"{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:eu-west-1:"
        "000000000000:Dead\\\",\\\"maxReceiveCount\\\":3}\","
        "\"SqsManagedSseEnabled\":\"true\"}}");
    mem_free(made);
    assert_int_equal(t.function_count, 1);
    made = json_dumps(json_object_get(t.functions[0].settings, "queues"),
                      JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(
        made,
        "{\"Row.fifo\":{\"enabled\":false},"
        "\"o-eu-west-1\":{\"batch\":9,\"concurrency\":5,"
        "\"filter\":[{\"a\":[1]}],\"partial\":true,\"window\":2}}");
    mem_free(made);
    assert_true(has_note(&t, "DelaySeconds is \"901\""));
    assert_true(has_note(&t, "needs FifoQueue: true"));
    assert_true(has_note(&t, "two queues are named Dead"));
    assert_true(has_note(&t, "RedrivePolicy must be a mapping"));
    assert_true(has_note(&t, "no function other is served"));
    assert_true(has_note(&t, "one mapping of it is the most"));
    assert_true(has_note(&t, "the Pattern of a filter is not JSON"));
    assert_false(has_note(&t, "is not made here"));
    sam_template_free(&t);
}

/* AWS is given none of them. */
static void queues_are_deployed_to_hosts_alone(void **state)
{
    static const char text[] =
        "Resources:\n"
        "  Orders: {Type: AWS::SQS::Queue}\n"
        "  Map: {Type: AWS::Lambda::EventSourceMapping, Properties:\n"
        "    {EventSourceArn: !GetAtt Orders.Arn, FunctionName: !Ref Hello}}\n"
        "  Hello:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties: {CodeUri: hello/, Handler: a.b, Runtime: python3.12,\n"
        "      Events: {A: {Type: SQS, Properties: {BatchSize: 2,\n"
        "        Queue: 'arn:aws:sqs:eu-west-1:000000000000:other'}}}}\n";
    struct cfn_setting setting = {.region = "eu-west-1", .deploys = true};
    struct sam_deployment d;
    struct error err = ERROR_NONE;
    char path[PATH_MAX];
    char *made;

    (void)state;
    tree_path(path, "template.yaml");
    if (!sam_deployment_read(&d, path, text, sizeof text - 1, &setting, false,
                             &err))
        fail_msg("%s", err.text);
    made = json_dumps(d.functions[0].queues, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(made, "{\"Orders\":{},\"other\":{\"batch\":2}}");
    mem_free(made);
    assert_non_null(json_object_get(d.queues, "Orders"));
    assert_int_equal(json_array_size(d.notes), 0);
    sam_deployment_free(&d);
    setting.account = "123456789012";
    assert_true(sam_deployment_read(&d, path, text, sizeof text - 1, &setting,
                                    true, &err));
    assert_null(d.functions[0].queues);
    assert_int_equal(json_object_size(d.queues), 0);
    assert_int_equal(json_array_size(d.notes), 3);
    sam_deployment_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queues_and_who_gets_their_messages),
        cmocka_unit_test(queues_are_deployed_to_hosts_alone),
    };

    return RUN_WITH_TEMPLATES(tests);
}
