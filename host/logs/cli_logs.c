#include "host/logs/cli_logs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"
#include "host/cli/cli_words.h"
#include "host/logs/log_print.h"
#include "host/client/log_pull.h"
#include "host/logs/log_since.h"

const char cli_logs_help[] =
    "dayfly logs NAME [--follow] [--since TIME] [--request ID] [--version V]\n"
    "            [--limit N] [--json] [--endpoint URL] [--region REGION]\n"
    "            [--profile PROFILE]\n"
    "\n"
    "Prints what the function NAME has printed, with the lines of the "
    "platform\n"
    "about its calls: of a `dayfly serve --data DIR`, or with --region of "
    "AWS.\n"
    "Times are UTC. Control characters are written out.\n"
    "\n"
    "  -f, --follow    go on with new lines until Ctrl-C\n"
    "  --since TIME    90s, 30m, 1h, 2d or 1w ago (default 10m); or a date,\n"
    "                  2026-11-29, or a time in UTC, 2026-11-29T14:05:00Z\n"
    "  --request ID    only the lines of one request\n"
    "  --version V     only those of a version, a number or $LATEST\n"
    "  --limit N       only the last N lines of them, 1 to 100000\n"
    "  --json          an object a line: time, timestamp (ms), version, "
    "stream,\n"
    "                  requestId (null: none), message\n"
    "  --endpoint URL, --region REGION, --profile PROFILE\n"
    "                  as of `dayfly list`\n";

enum { LIMIT_MAX = 100000, FOLLOW_MS = 500, DEFAULT_SINCE_MS = 600000 };

struct options {
    struct target_flags flags;
    const char *name;
    const char *since;
    const char *request;
    const char *version;
    const char *limit;
    bool follow;
    bool json;
};

struct task {
    const struct options *o;
    struct log_print print;
    size_t limit;   /* 0: all at once */
    json_t *last;   /* owned: the last `limit` events; NULL: print each */
    bool any;       /* something was printed */
    bool is_closed; /* standard output takes no more */
};

static bool print(struct task *t, const json_t *event)
{
    t->any = true;
    t->is_closed = !log_print_event(&t->print, event);
    return !t->is_closed;
}

static bool take(void *self, const json_t *event)
{
    struct task *t = self;

    if (t->o->version && !log_print_is_of(event, t->o->version))
        return true;
    if (!t->last)
        return print(t, event);
    if (json_array_size(t->last) >= 2 * t->limit) {
        json_t *kept = json_array();
        for (size_t i = t->limit; i < json_array_size(t->last); i++)
            (void)json_array_append(kept, json_array_get(t->last, i));
        json_decref(t->last);
        t->last = kept;
    }
    (void)json_array_append(t->last, (json_t *)(size_t)event);
    return true;
}

/* What was held back; from now on each is printed at once. */
static void print_last(struct task *t)
{
    json_t *last = t->last;
    size_t count = json_array_size(last);

    t->last = NULL;
    for (size_t i = count > t->limit ? count - t->limit : 0; i < count; i++)
        if (!print(t, json_array_get(last, i)))
            break;
    json_decref(last);
}

/* A reader that has closed the pipe has seen enough. */
static bool flush(struct task *t)
{
    if (!t->is_closed && fflush(stdout) == 0)
        return true;
    t->is_closed = true;
    return errno == EPIPE ||
           cli_failed(
               "cannot write to standard output: it is closed, or the "
               "disk is full") == EXIT_DONE;
}

static int done(struct task *t, bool missing)
{
    print_last(t);
    if (!flush(t))
        return EXIT_FAILED;
    if (missing)
        return cli_failed("nothing is kept of a function %s: see `dayfly list`",
                          t->o->name);
    if (!t->any && !t->is_closed)
        cli_note("%s has printed nothing%s", t->o->name,
                 t->o->since
                     ? " since then"
                     : " within 10 minutes; go further back with --since 1d");
    return EXIT_DONE;
}

static int follow(struct task *t, struct log_pull *pull)
{
    const struct timespec pause = {.tv_nsec = FOLLOW_MS * 1000000L};
    struct error err = ERROR_NONE;
    bool missing;

    for (;;) {
        bool ok = log_pull_round(pull, &missing, &err);
        if (!ok && !missing)
            return cli_failed("%s", err.text);
        print_last(t);
        if (!flush(t))
            return EXIT_FAILED;
        if (t->is_closed)
            return EXIT_DONE;
        (void)nanosleep(&pause, NULL);
    }
}

static int run(const struct options *o, struct log_pull *pull)
{
    struct task t = {
        .o = o,
        .print = {.json = o->json,
                  .colours = !o->json && cli_has_colours(STDOUT_FILENO)},
        .limit = o->limit ? strtoul(o->limit, NULL, 10) : 0};
    struct error err = ERROR_NONE;
    bool missing = false;

    if (t.limit > 0)
        t.last = json_array();
    pull->each = take;
    pull->self = &t;
    if (o->follow)
        return follow(&t, pull);
    if (log_pull_round(pull, &missing, &err) || missing)
        return done(&t, missing);
    json_decref(t.last);
    return cli_failed("%s", err.text);
}

static int read_words(struct options *o, char *const words[])
{
    const struct cli_flag list[] = {
        {.name = "--since", .value = &o->since},
        {.name = "--request", .value = &o->request},
        {.name = "--version", .value = &o->version},
        {.name = "--limit", .value = &o->limit},
        {.name = "--follow", .is_set = &o->follow},
        {.name = "-f", .is_set = &o->follow},
        {.name = "--json", .is_set = &o->json},
    };
    const struct cli_flags flags = {
        .list = list, .count = COUNT(list), .target = &o->flags};
    int status =
        cli_words_read("logs", "one function", words, &flags, &o->name);

    if (status == EXIT_DONE && (!o->name || !*o->name))
        return usage_error("the name of a function is missing");
    return status;
}

static int check(const struct options *o, int64_t *since_ms)
{
    size_t digits = o->limit ? strspn(o->limit, "0123456789") : 0;

    *since_ms = clock_wall_ms() - DEFAULT_SINCE_MS;
    if (o->since && !log_since_parse(since_ms, o->since, clock_wall_ms()))
        return usage_error(
            "--since is \"%s\"; write a time ago, such as 90s, 30m, 1h or 2d, "
            "or a UTC time such as 2026-11-29T14:05",
            o->since);
    if (o->limit && (digits == 0 || digits > 6 || o->limit[digits] ||
                     strtol(o->limit, NULL, 10) < 1 ||
                     strtol(o->limit, NULL, 10) > LIMIT_MAX))
        return usage_error(
            "--limit is \"%s\"; it must be a whole number from "
            "1 to %d",
            o->limit, LIMIT_MAX);
    if (o->request && strpbrk(o->request, "\"\\"))
        return usage_error("--request is \"%s\"; it must be a request id",
                           o->request);
    return EXIT_DONE;
}

int cli_logs(char *const words[])
{
    struct options o = {.follow = false};
    struct log_pull pull = {.seen = NULL};
    struct error err = ERROR_NONE;
    int status = read_words(&o, words);

    if (status == EXIT_DONE)
        status = check(&o, &pull.since_ms);
    if (status != EXIT_DONE)
        return status;
    if (!cli_target_open(&pull.target, &o.flags, &err))
        return cli_failed("%s", err.text);
    pull.function = o.name;
    pull.request = o.request;
    status = run(&o, &pull);
    log_pull_free(&pull);
    return status;
}
