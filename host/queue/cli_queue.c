#include "host/queue/cli_queue.h"

#include <stdio.h>
#include <string.h>

#include "host/cli/cli_action.h"
#include "host/cli/cli_util.h"
#include "host/queue/queue_named.h"
#include "host/queue/queue_print.h"
#include "host/queue/queue_request.h"

#define API "/_dayfly/queue"

const char cli_queue_help[] =
    "dayfly queue [list] [--endpoint URL]\n"
    "dayfly queue show ID\n"
    "dayfly queue redrive ID|--all|--queue QUEUE\n"
    "dayfly queue purge [ID|--queue QUEUE]\n"
    "dayfly queue receive QUEUE\n"
    "\n"
    "What waits on a host that was started with --data: events (invocations "
    "of\n"
    "type Event) that were accepted and are not done, records on their way to\n"
    "destinations, and dead letters: those that have failed for good and had "
    "no\n"
    "destination for failures. ID is the request id of the event.\n"
    "\n"
    "  list     counts, then the events and dead letters (the default)\n"
    "  show     an event with its payload and its last error, as JSON\n"
    "  redrive  runs a dead letter, or all of them, again as new; with "
    "--queue the\n"
    "           messages of a dead letter queue go back to the queues that "
    "they\n"
    "           failed in, as new ones\n"
    "  purge    removes a dead letter, or all of them; with --queue the "
    "messages\n"
    "           of a queue\n"
    "  receive  prints the messages of a queue of the host, one a line, "
    "oldest\n"
    "           first, and removes them; a queue is what records are sent to "
    "by\n"
    "           an ARN of SQS\n"
    "\n"
    "  --endpoint URL  address of the running `dayfly serve`; without it that "
    "in\n"
    "                  the variable DAYFLY_ENDPOINT\n"
    "                  (default " ENDPOINT_DEFAULT ")\n";

struct options {
    struct cli_action_words words; /* its word is an id, or a queue */
    const char *queue;             /* of --queue; NULL: none */
    bool all;
};

/* A page of events after this number, to be released. NULL: told. */
static json_t *page_after(const struct options *o, bool dead, json_int_t number)
{
    char path[96];

    (void)snprintf(path, sizeof path, API "?after=%" JSON_INTEGER_FORMAT "%s",
                   number, dead ? "&dead=1" : "");
    return queue_request_send(&o->words.target, "GET", path);
}

static int list(const void *options)
{
    const struct options *o = options;
    json_t *page = page_after(o, false, 0);
    json_int_t last;

    if (!page)
        return EXIT_FAILED;
    queue_print_counts(page);
    (void)queue_print_events(page, &last);
    queue_print_rest(page);
    for (last = 0;;) {
        json_decref(page);
        page = page_after(o, true, last);
        if (!page)
            return EXIT_FAILED;
        if (!queue_print_events(page, &last))
            break;
    }
    json_decref(page);
    return EXIT_DONE;
}

static int show(const void *options)
{
    const struct options *o = options;
    AUTO(struct buf, buf_free) path = BUF(1024);

    if (!buf_add_str(&path, API "/events/") ||
        !api_client_escape(&path, o->words.what))
        return cli_failed("%s is no request id", o->words.what);
    json_t *events = queue_request_send(&o->words.target, "GET", path.data);
    if (events)
        queue_print_json(events);
    json_decref(events);
    return events ? EXIT_DONE : EXIT_FAILED;
}

/* Sends it, and prints how many it was about. With `wanted` none is an error.
 */
static int change(const struct options *o, const char *method, const char *path,
                  const char *member, const char *sentence, bool wanted)
{
    json_t *reply = queue_request_send(&o->words.target, method, path);
    json_int_t count = json_integer_value(json_object_get(reply, member));

    json_decref(reply);
    if (!reply)
        return EXIT_FAILED;
    if (count == 0 && wanted)
        return cli_failed(
            "there is no dead letter with the id %s; `dayfly "
            "queue` lists them",
            o->words.what);
    if (count == 0 && o->queue &&
        queue_named_check(&o->words.target, o->queue) != EXIT_DONE)
        return EXIT_FAILED;
    cli_print("%" JSON_INTEGER_FORMAT " %s", count, sentence);
    return EXIT_DONE;
}

static int redrive(const void *options)
{
    const struct options *o = options;
    AUTO(struct buf, buf_free) path = BUF(1024);

    if (o->queue)
        return queue_named_move_back(&o->words.target, o->queue);
    bool ok = o->all ? buf_add_str(&path, API "/redrive")
                     : buf_add_str(&path, API "/events/") &&
                           api_client_escape(&path, o->words.what) &&
                           buf_add_str(&path, "/redrive");

    return ok ? change(o, "POST", path.data, "redriven",
                       "run again from now on", !o->all)
              : cli_failed("%s is no request id", o->words.what);
}

static int purge(const void *options)
{
    const struct options *o = options;
    AUTO(struct buf, buf_free) path = BUF(1024);
    const char *name = o->queue ? o->queue : o->words.what;
    bool ok = buf_add_str(&path, o->queue ? API "/queues/" : API "/events") &&
              (!o->words.what || buf_add_str(&path, "/")) &&
              (!name || api_client_escape(&path, name)) &&
              (!o->queue || buf_add_str(&path, "/messages"));

    return ok ? change(o, "DELETE", path.data, "removed", "removed",
                       o->words.what != NULL)
              : cli_failed("%s is too long", name);
}

static bool remove_message(const struct options *o, const char *messages,
                           const json_t *message)
{
    AUTO(struct buf, buf_free) path = BUF(1024);
    const char *id = json_string_value(json_object_get(message, "MessageId"));
    json_t *reply =
        buf_printf(&path, "%s/%s", messages, id ? id : "")
            ? queue_request_send(&o->words.target, "DELETE", path.data)
            : NULL;

    json_decref(reply);
    return reply != NULL;
}

/* Each is printed before it is removed: none is lost, one may come twice. */
static int receive(const void *options)
{
    const struct options *o = options;
    AUTO(struct buf, buf_free) path = BUF(1024);
    size_t count = 1;
    size_t got = 0;

    if (!buf_add_str(&path, API "/queues/") ||
        !api_client_escape(&path, o->words.what) ||
        !buf_add_str(&path, "/messages"))
        return cli_failed("%s is no name of a queue", o->words.what);
    while (count > 0) {
        json_t *messages =
            queue_request_send(&o->words.target, "GET", path.data);
        bool ok = messages != NULL;
        count = json_array_size(messages);
        got += count;
        for (size_t i = 0; ok && i < count; i++)
            ok = queue_print_line(json_array_get(messages, i)) &&
                 remove_message(o, path.data, json_array_get(messages, i));
        json_decref(messages);
        if (!ok)
            return EXIT_FAILED;
    }
    return got > 0 ? EXIT_DONE
                   : queue_named_check(&o->words.target, o->words.what);
}

static const struct cli_action actions[] = {
    {.name = "list", .run = list},
    {.name = "show", .run = show, .needs = "an ID"},
    {.name = "redrive", .run = redrive, .may = true},
    {.name = "purge", .run = purge, .may = true},
    {.name = "receive", .run = receive, .needs = "the name of a QUEUE"},
};

static int check(const void *options, const struct cli_action *action)
{
    const struct options *o = options;
    bool is_purge = action->run == purge;
    bool is_redrive = action->run == redrive;

    if (o->queue && ((!is_purge && !is_redrive) || o->words.what || o->all))
        return usage_error(
            "--queue is for `dayfly queue redrive` and `dayfly queue purge`, "
            "without an ID and --all");
    if (o->all && (!is_redrive || o->words.what))
        return usage_error("--all is for `dayfly queue redrive` alone");
    if (is_redrive && !o->words.what && !o->all && !o->queue)
        return usage_error(
            "`dayfly queue redrive` needs an ID, --all, or "
            "--queue with a name");
    return EXIT_DONE;
}

static const struct cli_command command = {
    .name = "queue",
    .actions = actions,
    .count = COUNT(actions),
    .not_aws = "AWS keeps its events where no one sees them",
    .check = check};

int cli_queue(char *const words[])
{
    struct options o = {.queue = NULL};
    const struct cli_flag flags[] = {
        {.name = "--queue", .value = &o.queue},
        {.name = "--all", .is_set = &o.all},
    };

    return cli_action_run(&command, words, flags, COUNT(flags), &o.words, &o);
}
