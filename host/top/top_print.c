#include "host/top/top_print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/cli/cli_util.h"

enum { HEAD_LINES = 2 };

/* The busiest first. */
static int compare(const void *a, const void *b)
{
    const struct top_row *one = *(const struct top_row *const *)a;
    const struct top_row *two = *(const struct top_row *const *)b;
    int order = strcmp(one->function, two->function);

    if (one->calls != two->calls)
        return one->calls > two->calls ? -1 : 1;
    return order ? order : strcmp(one->version, two->version);
}

static void time_text(char text[16], double seconds)
{
    if (seconds < 0)
        (void)snprintf(text, 16, "-");
    else if (seconds < 10)
        (void)snprintf(text, 16, "%.*f ms", seconds < 0.01 ? 1 : 0,
                       seconds * 1000);
    else
        (void)snprintf(text, 16, "%.1f s", seconds);
}

static void print_head(const struct top_view *view)
{
    cli_print("%-28s %-8s %9s %7s %10s %10s %7s %7s %7s %7s %8s", "FUNCTION",
              "VERSION", view->seconds > 0 ? "CALLS/S" : "CALLS", "ERRORS",
              "P50", "P99", "COLD", "RUNS", "WAITS", "EVENTS", "MEMORY");
}

static void print_row(const struct top_row *row, const struct top_view *view)
{
    char p50[16];
    char p99[16];
    char calls[24];
    char memory[24] = "-";

    time_text(p50, top_row_quantile(row, 0.5));
    time_text(p99, top_row_quantile(row, 0.99));
    (void)snprintf(calls, sizeof calls, "%.*f", view->seconds > 0 ? 1 : 0,
                   view->seconds > 0 ? row->calls / view->seconds : row->calls);
    if (row->peak_bytes > 0)
        (void)snprintf(memory, sizeof memory, "%.0f MB",
                       row->peak_bytes / 1024 / 1024);
    cli_print("%-28s %-8s %9s %7.0f %10s %10s %7.0f %7.0f %7.0f %7.0f %8s",
              row->function, row->version, calls, row->errors, p50, p99,
              row->cold, row->running, row->waiting, row->events, memory);
}

static void json_time(char text[32], double seconds)
{
    if (seconds < 0)
        (void)snprintf(text, 32, "null");
    else
        (void)snprintf(text, 32, "%.3f", seconds * 1000);
}

/* Names are plain. */
static void print_object(const struct top_row *row, bool first)
{
    char p50[32];
    char p99[32];

    json_time(p50, top_row_quantile(row, 0.5));
    json_time(p99, top_row_quantile(row, 0.99));
    (void)printf(
        "%s\n  {\"function\":\"%s\",\"version\":\"%s\",\"calls\":%.0f,"
        "\"errors\":%.0f,\"throttles\":%.0f,\"cold\":%.0f,\"p50Ms\":%s,"
        "\"p99Ms\":%s,\"running\":%.0f,\"waiting\":%.0f,\"events\":%.0f,"
        "\"peakMemory\":%.0f}",
        first ? "" : ",", row->function, row->version, row->calls, row->errors,
        row->throttles, row->cold, p50, p99, row->running, row->waiting,
        row->events, row->peak_bytes);
}

static void print_all(struct top_row *const *rows, size_t count,
                      const struct top_view *view)
{
    if (view->json)
        (void)fputs("[", stdout);
    else
        print_head(view);
    for (size_t i = 0; i < count; i++) {
        if (view->most > 0 && i + HEAD_LINES + 1 > view->most && i > 0)
            break;
        if (view->json)
            print_object(rows[i], i == 0);
        else
            print_row(rows[i], view);
    }
    if (view->json)
        (void)fputs("\n]\n", stdout);
}

bool top_print(const struct top_table *table, const struct top_view *view)
{
    struct top_row **rows = mem_new(table->count + 1, sizeof(struct top_row *));
    size_t count = 0;

    if (!rows)
        return false;
    for (struct top_row *row = table->rows; row; row = row->next)
        if (!view->name || !strcmp(view->name, row->function))
            rows[count++] = row;
    qsort(rows, count, sizeof(struct top_row *), compare);
    print_all(rows, count, view);
    mem_free(rows);
    return true;
}
