#include "host/queue/queue_print.h"

#include <stdio.h>
#include <string.h>

#include "host/cli/cli_util.h"

enum { PAGE = 100 }; /* of the host */

static const char *text_of(const json_t *item, const char *key)
{
    const char *text = json_string_value(json_object_get(item, key));

    return text ? text : "";
}

static json_int_t number_of(const json_t *item, const char *key)
{
    return json_integer_value(json_object_get(item, key));
}

void queue_print_counts(const json_t *page)
{
    const json_t *queues = json_object_get(page, "queues");
    json_int_t dead = number_of(page, "dead");

    cli_print("%" JSON_INTEGER_FORMAT " waiting, %" JSON_INTEGER_FORMAT
              " dead letter%s",
              number_of(page, "waiting"), dead, dead == 1 ? "" : "s");
    for (size_t i = 0; i < json_array_size(queues); i++) {
        const json_t *queue = json_array_get(queues, i);
        json_int_t count = number_of(queue, "messages");
        json_int_t taken = number_of(queue, "inFlight");
        char work[64] = "";
        if (taken > 0)
            (void)snprintf(work, sizeof work,
                           ", %" JSON_INTEGER_FORMAT " at work", taken);
        cli_print("queue %s: %" JSON_INTEGER_FORMAT " message%s%s%s%s",
                  text_of(queue, "name"), count, count == 1 ? "" : "s", work,
                  count > 0 ? ", the first of " : "",
                  count > 0 ? text_of(queue, "oldest") : "");
    }
}

static void print_event(const json_t *event)
{
    const char *due = text_of(event, "due");
    bool later = !strcmp(text_of(event, "state"), "retrying");
    const char *error = text_of(event, "error");
    const char *to = text_of(event, "destination");

    cli_print(
        "%-8s %s  %s%s%s%s%s  %s  tried %" JSON_INTEGER_FORMAT "%s%s%s%s%s%s",
        text_of(event, "state"), text_of(event, "id"),
        text_of(event, "function"), *text_of(event, "qualifier") ? ":" : "",
        text_of(event, "qualifier"), *to ? " to " : "", to,
        text_of(event, "accepted"), number_of(event, "attempts"),
        later ? ", again at " : "", later ? due : "",
        *text_of(event, "reason") ? "  " : "", text_of(event, "reason"),
        *error ? ": " : "", error);
}

bool queue_print_events(const json_t *page, json_int_t *last)
{
    const json_t *events = json_object_get(page, "events");

    for (size_t i = 0; i < json_array_size(events); i++) {
        print_event(json_array_get(events, i));
        *last = number_of(json_array_get(events, i), "number");
    }
    return json_array_size(events) == PAGE;
}

void queue_print_rest(const json_t *page)
{
    json_int_t more =
        number_of(page, "waiting") -
        (json_int_t)json_array_size(json_object_get(page, "events"));

    if (more > 0)
        cli_print("... and %" JSON_INTEGER_FORMAT " more that wait", more);
}

void queue_print_json(const json_t *value)
{
    (void)json_dumpf(value, stdout, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    (void)fputs("\n", stdout);
}

bool queue_print_line(const json_t *value)
{
    return (json_dumpf(value, stdout, JSON_COMPACT | JSON_ENSURE_ASCII) == 0 &&
            fputs("\n", stdout) >= 0 && fflush(stdout) == 0) ||
           cli_failed("cannot write to standard output") == EXIT_DONE;
}
