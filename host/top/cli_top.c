#include "host/top/cli_top.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "host/cli/cli_target.h"
#include "host/cli/cli_util.h"
#include "host/cli/cli_words.h"
#include "host/client/api_client.h"
#include "host/client/api_error.h"
#include "host/top/top_print.h"

const char cli_top_help[] =
    "dayfly top [NAME] [--once] [--json] [--endpoint URL]\n"
    "\n"
    "Prints what the functions of a running `dayfly serve` do, the busiest "
    "first:\n"
    "calls, errors, how long half and 99 % of the calls take at most, calls "
    "that\n"
    "waited for a start, calls that run and wait, events that wait, and the\n"
    "highest peak memory. On a terminal it goes on until Ctrl-C: the calls of "
    "the\n"
    "last 2 seconds. Otherwise, and with --once, those since the host's "
    "start.\n"
    "The numbers are those of GET /metrics, so times are estimates.\n"
    "\n"
    "  NAME            only this function, with its versions\n"
    "  --once          print it once\n"
    "  --json          print it once, as a list of objects; times in ms\n"
    "  --endpoint URL  as of `dayfly list`\n";

enum { PERIOD_MS = 2000 };

#define CLEAR "\x1b[H\x1b[2J\x1b[3J"

struct options {
    struct target_flags flags;
    struct api_target target;
    const char *name;
    bool once;
    bool json;
};

/* False: the failure was printed. */
static bool get(const struct options *o, struct top_table *table)
{
    AUTO(struct api_response, api_response_free) resp = API_RESPONSE;
    struct error err = ERROR_NONE;
    char text[1024];

    *table = (struct top_table){.count = 0};
    if (!api_client_send(&resp, &o->target,
                         &(struct api_request){.path = "/_dayfly/metrics"},
                         &err)) {
        (void)cli_failed("%s", err.text);
        return false;
    }
    if (resp.status != 200) {
        api_error_message(&resp, text, sizeof text);
        (void)cli_failed("%s", text);
        return false;
    }
    if (!strstr(resp.body.data, "dayfly_")) {
        (void)cli_failed(
            "the response has no numbers; is it a host of "
            "dayfly?");
        return false;
    }
    return top_table_read(table, resp.body.data) ||
           cli_failed("out of memory") == EXIT_DONE;
}

static bool has(const struct top_table *table, const char *name)
{
    const struct top_row *row = table->rows;

    while (row && strcmp(row->function, name) != 0)
        row = row->next;
    return row != NULL;
}

static int print(const struct top_table *table, const struct top_view *view)
{
    if (view->name && !has(table, view->name))
        return cli_failed("there is no function %s", view->name);
    if (!top_print(table, view))
        return cli_failed("out of memory");
    if (fflush(stdout) != 0)
        return cli_failed("cannot write to standard output");
    return EXIT_DONE;
}

static int show_once(const struct options *o)
{
    AUTO(struct top_table, top_table_free) table = {.count = 0};
    const struct top_view view = {.name = o->name, .json = o->json};

    return get(o, &table) ? print(&table, &view) : EXIT_FAILED;
}

static size_t lines(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0
               ? size.ws_row
               : 24;
}

static void pause_ms(int64_t ms)
{
    struct timespec left = {.tv_sec = (time_t)(ms / 1000),
                            .tv_nsec = (long)(ms % 1000) * 1000000};

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

/* Of a function that was not there before, all calls are new. */
static void subtract(struct top_table *table, struct top_table *before)
{
    for (struct top_row *row = table->rows; row; row = row->next) {
        const struct top_row *old = top_table_find(before, row);
        if (old)
            top_row_subtract(row, old);
    }
}

/* The table of `before` becomes that of now. */
static int show_period(const struct options *o, struct top_table *before,
                       int64_t *at_us)
{
    AUTO(struct top_table, top_table_free) table = {.count = 0};
    struct top_view view = {.name = o->name, .most = lines()};
    struct top_table now;

    if (!get(o, &now))
        return EXIT_FAILED;
    int64_t now_us = clock_mono_us();
    view.seconds = (double)(now_us - *at_us) / 1000000;
    *at_us = now_us;
    if (!top_table_copy(&table, &now)) {
        top_table_free(&now);
        return cli_failed("out of memory");
    }
    subtract(&table, before);
    top_table_free(before);
    *before = now;
    (void)fputs(CLEAR, stdout);
    return print(&table, &view);
}

static int follow(const struct options *o)
{
    AUTO(struct top_table, top_table_free) before = {.count = 0};
    int64_t at_us = clock_mono_us();
    int status = get(o, &before) ? EXIT_DONE : EXIT_FAILED;

    while (status == EXIT_DONE) {
        pause_ms(PERIOD_MS);
        status = show_period(o, &before, &at_us);
    }
    return status;
}

static int take_words(struct options *o, char *const words[])
{
    const struct cli_flag list[] = {
        {.name = "--once", .is_set = &o->once},
        {.name = "--json", .is_set = &o->json},
    };
    const struct cli_flags flags = {
        .list = list, .count = COUNT(list), .target = &o->flags};

    return cli_words_read("top", "one NAME", words, &flags, &o->name);
}

int cli_top(char *const words[])
{
    struct options o = {.name = NULL};
    struct error err = ERROR_NONE;
    int status = take_words(&o, words);

    if (status != EXIT_DONE)
        return status;
    if (!cli_target_open(&o.target, &o.flags, &err))
        return cli_failed("%s", err.text);
    if (o.target.is_aws)
        return cli_failed(
            "`dayfly top` is about a host of dayfly; AWS has "
            "its numbers in CloudWatch");
    return o.once || o.json || isatty(STDOUT_FILENO) != 1 ? show_once(&o)
                                                          : follow(&o);
}
