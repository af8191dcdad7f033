/* host/sam/sam_route - the events of APIs in a SAM template. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/support/sam_fixture.h"

static void events_of_apis_are_routes(void **state)
{
    static const char text[] =
        "Globals: {Api: {Cors: \"'*'\"}, HttpApi: {CorsConfiguration: true}}\n"
        "Resources:\n"
        "  Mine: {Type: AWS::Serverless::HttpApi, Properties: "
        "{StageName: v1, CorsConfiguration: {AllowOrigins: [http://a], "
        "AllowMethods: [GET, OPTIONS], MaxAge: 5}}}\n"
        "  F:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties:\n"
        "      CodeUri: hello\n"
        "      Handler: a.b\n"
        "      Runtime: python3.12\n"
        "      Events:\n"
        "        A: {Type: Api, Properties: {Path: /a, Method: get}}\n"
        "        B: {Type: HttpApi, Properties: {Path: '/b/{id}', "
        "Method: ANY}}\n"
        "        C: {Type: HttpApi}\n"
        "        D: {Type: HttpApi, Properties: {Path: '/{proxy+}', "
        "Method: POST, ApiId: !Ref Mine, PayloadFormatVersion: '1.0'}}\n"
        "        E: {Type: S3}\n"
        "        G: {Type: SNS}\n"
        "        S: {Type: Schedule, Properties: {Schedule: rate(5 minutes), "
        "Input: '{\"a\": 1}', Enabled: false}}\n"
        "        V: {Type: ScheduleV2, Properties: {ScheduleExpression: "
        "cron(0 8 ? * MON *), ScheduleExpressionTimezone: Europe/Berlin}}\n"
        "        W: {Type: Schedule, Properties: {Schedule: rate(5)}}\n"
        "        H: {Type: Api, Properties: {Path: x, Method: get}}\n"
        "        I: {Type: Api, Properties: {Path: '/{a+}/b', Method: get}}\n"
        "        K: {Type: HttpApi, Properties: {Path: '/b/{id}', "
        "Method: '*'}}\n"
        "        J: {Type: Api, Properties: {Path: /j, Method: get, "
        "RestApiId: !Ref Mine}}\n";
    struct sam_template t;

    (void)state;
    take(&t, text);
    assert_int_equal(t.table.route_count, 4);
    assert_string_equal(t.table.routes[0].method, "GET");
    assert_string_equal(t.table.routes[0].path, "/a");
    assert_int_equal(t.table.routes[0].format, ROUTE_REST_API);
    assert_string_equal(t.table.routes[1].method, "*");
    assert_int_equal(t.table.routes[1].format, ROUTE_HTTP_V2);
    assert_string_equal(t.table.routes[2].path, "");
    assert_int_equal(t.table.routes[3].format, ROUTE_HTTP_V1);
    const struct route_api *mine = &t.table.apis[t.table.routes[3].api];
    assert_string_equal(mine->id, "Mine");
    assert_string_equal(mine->stage, "v1");
    assert_int_equal(json_integer_value(json_object_get(mine->cors, "maxAge")),
                     5);
    assert_int_equal(
        json_array_size(json_object_get(mine->cors, "allowMethods")), 1);
    const struct route_api *rest = &t.table.apis[t.table.routes[0].api];
    assert_string_equal(rest->id, "ServerlessRestApi");
    assert_string_equal(rest->stage, "Prod");
    assert_string_equal(json_string_value(json_array_get(
                            json_object_get(rest->cors, "allowOrigins"), 0)),
                        "*");
    assert_true(has_note(&t, "not served: S3, SNS"));
    assert_true(has_note(&t, "the schedule is \"rate(5)\""));
    char *schedules =
        json_dumps(json_object_get(t.functions[0].settings, "schedules"), 0);
    assert_string_equal(
        schedules,
        "[{\"name\": \"S\", \"expression\": \"rate(5 minutes)\", "
        "\"enabled\": false, \"input\": {\"a\": 1}}, "
        "{\"name\": \"V\", \"expression\": \"cron(0 8 ? * MON *)\", "
        "\"enabled\": true, \"zone\": \"Europe/Berlin\"}]");
    mem_free(schedules);
    assert_true(has_note(&t, "the API has this route already"));
    assert_true(has_note(&t, "Path is \"x\""));
    assert_true(has_note(&t, "Path is \"/{a+}/b\""));
    assert_true(has_note(&t, "no AWS::Serverless::Api named \"Mine\""));
    sam_template_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_of_apis_are_routes),
    };
    return RUN_WITH_TEMPLATES(tests);
}
