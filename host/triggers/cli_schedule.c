#include "host/triggers/cli_schedule.h"

#include <stdio.h>
#include <string.h>

#include "common/fd.h"
#include "host/cli/cli_action.h"
#include "host/cli/cli_util.h"
#include "host/client/api_json.h"
#include "host/triggers/schedule_delete.h"
#include "host/triggers/schedule_target.h"
#include "host/triggers/schedule_times.h"
#include "host/triggers/trigger_request.h"

#define API "/_dayfly/schedules"

enum { INPUT_MAX = 256 * 1024 };

const char cli_schedule_help[] =
    "dayfly schedule [list] [--json] [--endpoint URL]\n"
    "dayfly schedule create NAME --function FUNCTION --expression EXPRESSION\n"
    "                [--zone ZONE] [--input JSON|@FILE] [--group GROUP]\n"
    "                [--missed once|skip|all]\n"
    "dayfly schedule delete [GROUP/]NAME\n"
    "dayfly schedule next EXPRESSION [--zone ZONE]\n"
    "\n"
    "The schedules of a host that was started with --data. Each becomes an "
    "event of\n"
    "its function when it is due.\n"
    "\n"
    "  list    name, function, expression and next time of each (the default)\n"
    "  create  makes one, in the group GROUP (default: default)\n"
    "  delete  removes one, by the name that the list has; those of "
    "dayfly.json "
    "and of\n"
    "          rules are changed where they are\n"
    "  next    prints the next five times of an expression, without a host\n"
    "\n"
    "  EXPRESSION      'cron(0 8 ? * MON-FRI *)': minutes, hours, day of the "
    "month,\n"
    "                  month, day of the week, year; 'rate(5 minutes)'; or\n"
    "                  'at(2026-12-24T18:00:00)'\n"
    "  --zone ZONE     its time zone, such as Europe/Berlin (default UTC)\n"
    "  --input JSON    the event; @FILE: what is in the file\n"
    "  --missed WHAT   of the times at which the host was down the last one "
    "runs\n"
    "                  (once, the default), none (skip), or each (all)\n"
    "  --endpoint URL  address of the running `dayfly serve`; without it that "
    "in\n"
    "                  the variable DAYFLY_ENDPOINT\n"
    "                  (default " ENDPOINT_DEFAULT ")\n";

struct options {
    struct cli_action_words words;
    const char *function; /* NULL: none, as of the next */
    const char *expression;
    const char *zone;
    const char *input;
    const char *missed;
    const char *group;
    bool json;
};

static void print_schedule(const json_t *schedule)
{
    const json_t *next = json_object_get(schedule, "Next");
    const char *arn = api_json_text(json_object_get(schedule, "Target"), "Arn");
    const char *function = strstr(arn, ":function:");
    const char *group = api_json_text(schedule, "GroupName");
    const char *zone = api_json_text(schedule, "ScheduleExpressionTimezone");
    const char *time = json_string_value(json_array_get(next, 0));
    bool is_off = !strcmp(api_json_text(schedule, "State"), "DISABLED");

    if (!strcmp(group, "default"))
        group = "";
    cli_print("%s%s%s  %s  %s%s%s  %s", group, *group ? "/" : "",
              api_json_text(schedule, "Name"),
              function ? function + strlen(":function:") : arn,
              api_json_text(schedule, "ScheduleExpression"),
              strcmp(zone, "UTC") != 0 ? " " : "",
              strcmp(zone, "UTC") != 0 ? zone : "",
              time     ? time
              : is_off ? "disabled"
                       : "never again");
}

static int list(const void *options)
{
    const struct options *o = options;

    return trigger_request_list(&o->words.target, API, "Schedules",
                                o->json ? NULL : print_schedule);
}

/* False: told. */
static bool read_input(const struct options *o, struct buf *text)
{
    if (!o->input || *o->input != '@')
        return buf_add_str(text, o->input ? o->input : "");
    if (buf_reserve(text, INPUT_MAX))
        buf_commit(text, fd_read_file(o->input + 1, buf_tail(text), INPUT_MAX));
    if (text->size > 0)
        return true;
    (void)cli_failed("cannot read %s, or it is empty", o->input + 1);
    return false;
}

static json_t *make_body(const struct options *o, const char *input)
{
    static const char arn[] = "arn:aws:lambda:us-east-1:000000000000:function:";
    bool is_arn = !strncmp(o->function, "arn:", 4);
    json_t *target =
        json_pack("{s:o, s:s}", "Arn",
                  json_sprintf("%s%s", is_arn ? "" : arn, o->function),
                  "RoleArn", "arn:aws:iam::000000000000:role/dayfly");
    json_t *body =
        json_pack("{s:s, s:{s:s}, s:o}", "ScheduleExpression", o->expression,
                  "FlexibleTimeWindow", "Mode", "OFF", "Target", target);

    if (*input)
        (void)json_object_set_new(target, "Input", json_string(input));
    if (o->zone)
        (void)json_object_set_new(body, "ScheduleExpressionTimezone",
                                  json_string(o->zone));
    if (o->group)
        (void)json_object_set_new(body, "GroupName", json_string(o->group));
    if (o->missed)
        (void)json_object_set_new(body, "DayflyMissed", json_string(o->missed));
    return body;
}

static int create(const void *options)
{
    const struct options *o = options;
    AUTO(struct buf, buf_free) path = BUF(1024);
    AUTO(struct buf, buf_free) input = BUF(INPUT_MAX + 1);
    json_t *answer;

    if (!o->function || !o->expression)
        return usage_error(
            "`dayfly schedule create` needs --function and "
            "--expression");
    if (!read_input(o, &input))
        return EXIT_FAILED;
    if (!buf_add_str(&path, API "/") ||
        !api_client_escape(&path, o->words.what))
        return cli_failed("%s is no name of a schedule", o->words.what);
    answer = trigger_request_send(&o->words.target, "POST", path.data,
                                  make_body(o, input.data));
    if (answer)
        cli_print("%s", api_json_text(answer, "ScheduleArn"));
    if (answer)
        schedule_target_tell(&o->words.target, o->function);
    return api_json_release(answer) ? EXIT_DONE : EXIT_FAILED;
}

static int delete_one(const void *options)
{
    const struct options *o = options;

    return schedule_delete(&o->words.target, o->words.what, o->group);
}

static int next(const void *options)
{
    const struct options *o = options;

    return schedule_times_print(o->words.what, o->zone);
}

static const struct cli_action actions[] = {
    {.name = "list", .run = list},
    {.name = "create", .run = create, .needs = "a NAME"},
    {.name = "delete", .run = delete_one, .needs = "the NAME of a schedule"},
    {.name = "next", .run = next, .needs = "an EXPRESSION", .is_local = true},
};

static const struct cli_command command = {
    .name = "schedule",
    .actions = actions,
    .count = COUNT(actions),
    .not_aws = "for AWS there is `aws scheduler`"};

int cli_schedule(char *const words[])
{
    struct options o = {.function = NULL};
    const struct cli_flag flags[] = {
        {.name = "--function", .value = &o.function},
        {.name = "--expression", .value = &o.expression},
        {.name = "--zone", .value = &o.zone},
        {.name = "--input", .value = &o.input},
        {.name = "--missed", .value = &o.missed},
        {.name = "--group", .value = &o.group},
        {.name = "--json", .is_set = &o.json},
    };

    return cli_action_run(&command, words, flags, COUNT(flags), &o.words, &o);
}
