#include "host/remote/cli_logs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/fd.h"
#include "common/visible_text.h"
#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"
#include "host/client/api_json.h"
#include "host/functions/function_name.h"

enum { MINUTES_DEFAULT = 10, MINUTES_MAX = 99999, MINUTE_MS = 60000 };

const char help_logs[] =
    "dayfly logs NAME [--minutes N] [--region R | --endpoint URL]\n"
    "\n"
    "Prints what a function has logged in the last N minutes (default 10), as\n"
    "CloudWatch Logs has it (FilterLogEvents). A `dayfly serve` keeps no "
    "logs:\n"
    "what its functions log is on its standard error, so in the journal if it "
    "is\n"
    "a service: journalctl -u dayfly\n"
    "\n"
    "  --endpoint, --region, --profile  as of `dayfly deploy`\n";

struct options {
    struct target_flags flags;
    struct api_target target;
    const char *name;
    const char *minutes;
};

/* A terminal would obey what a function has logged. */
static bool print_event(const json_t *event)
{
    const char *message = api_json_text(event, "message");
    size_t size = strlen(message);
    AUTO(struct buf, buf_free) text = BUF(8 * size + 2);
    bool is_ended = size > 0 && message[size - 1] == '\n';

    return visible_text_add(&text, message, size, "\n\t") &&
           (is_ended || buf_add_str(&text, "\n")) &&
           fd_write_all(STDOUT_FILENO, text.data, text.size);
}

/* A new reference. NULL: err says why. */
static json_t *page_of(const struct options *o, const char *group,
                       long long since, const char *token, struct error *err)
{
    const struct api_request request = {.path = "/",
                                        .service = "logs",
                                        .operation =
                                            "Logs_20140328.FilterLogEvents"};
    json_t *body = json_pack("{s:s,s:I}", "logGroupName", group, "startTime",
                             (json_int_t)since);
    json_t *page = NULL;

    if (body && *token)
        (void)json_object_set_new(body, "nextToken", json_string(token));
    switch (api_json_send_object(&page, &o->target, &request, body, err)) {
    case API_DONE:
        return page;
    case API_ABSENT:
        /* A function that has logged nothing has no group. */
        *err = (struct error)ERROR_NONE;
        return json_object();
    case API_FAILED:
    default:
        if (!o->target.is_aws)
            (void)error_set(err,
                            "a `dayfly serve` keeps no logs: what functions "
                            "log is on its standard error (as a service: "
                            "journalctl -u dayfly); --region R is for AWS");
        return NULL;
    }
}

static bool print_page(const json_t *page, size_t *count)
{
    const json_t *events = json_object_get(page, "events");

    for (size_t i = 0; i < json_array_size(events); i++, (*count)++)
        if (!print_event(json_array_get(events, i)))
            return false;
    return true;
}

static int logs(const struct options *o, long minutes)
{
    AUTO(struct buf, buf_free) token = BUF(8192);
    char group[FUNCTION_NAME_MAX + 32];
    struct error err = ERROR_NONE;
    long long since = clock_wall_ms() - (long long)minutes * MINUTE_MS;
    size_t count = 0;
    bool more = true;

    (void)snprintf(group, sizeof group, "/aws/lambda/%s", o->name);
    while (more) {
        json_t *page = page_of(o, group, since, token.data, &err);
        if (!page)
            return cli_failed("%s", err.text);
        bool ok = print_page(page, &count);
        buf_clear(&token);
        more = *api_json_text(page, "nextToken") &&
               buf_add_str(&token, api_json_text(page, "nextToken"));
        json_decref(page);
        if (!ok)
            return cli_failed("cannot write to standard output");
    }
    if (count == 0)
        cli_note("%s has logged nothing in %ld minutes", o->name, minutes);
    return EXIT_DONE;
}

static int run(struct options *o)
{
    struct function_name n;
    struct error err = ERROR_NONE;
    long minutes = o->minutes ? strtol(o->minutes, NULL, 10) : MINUTES_DEFAULT;

    if (!o->name)
        return usage_error("logs needs the name of a function");
    if (!function_name_parse(&n, o->name))
        return usage_error("\"%s\" cannot be the name of a function", o->name);
    if (o->minutes && (strspn(o->minutes, "0123456789") != strlen(o->minutes) ||
                       minutes < 1 || minutes > MINUTES_MAX))
        return usage_error(
            "--minutes is \"%s\"; it must be a whole number "
            "from 1 to %d",
            o->minutes, MINUTES_MAX);
    if (!cli_target_open(&o->target, &o->flags, &err))
        return cli_failed("%s", err.text);
    o->name = n.name;
    return logs(o, minutes);
}

int cli_logs(char *const words[])
{
    struct options o = {.name = NULL};

    for (int i = 0; words[i]; i++) {
        int found = target_flag(words, &i, &o.flags);
        if (found == 0)
            found = flag_value(words, &i, "--minutes", &o.minutes);
        if (found < 0)
            return EXIT_USAGE;
        if (found == 0 && (*words[i] == '-' || o.name))
            return usage_error("logs takes one name of a function; remove %s",
                               words[i]);
        if (found == 0)
            o.name = words[i];
    }
    return run(&o);
}
