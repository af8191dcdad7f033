#include "host/top/top_table.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"

/* A line: NAME{LABEL="VALUE",…} NUMBER */
struct sample {
    char name[64];
    char function[TOP_NAME_SIZE];
    char version[TOP_VERSION_SIZE];
    char le[16];
    char start[16];
    double value;
};

static void keep_label(struct sample *s, const char *name, size_t name_size,
                       const char *value, size_t size)
{
    const struct {
        const char *name;
        char *to;
        size_t room;
    } known[] = {{"function", s->function, sizeof s->function},
                 {"version", s->version, sizeof s->version},
                 {"le", s->le, sizeof s->le},
                 {"start", s->start, sizeof s->start}};

    for (size_t i = 0; i < COUNT(known); i++)
        if (strlen(known[i].name) == name_size && size < known[i].room &&
            !strncmp(known[i].name, name, name_size))
            (void)snprintf(known[i].to, known[i].room, "%.*s", (int)size,
                           value);
}

/* NULL: they are not valid. Otherwise what follows them. */
static const char *read_labels(struct sample *s, const char *at)
{
    while (*at != '}') {
        size_t name_size = strcspn(at, "=\"}\n");
        const char *value = at + name_size + 2;
        if (at[name_size] != '=' || at[name_size + 1] != '"')
            return NULL;
        size_t size = strcspn(value, "\"\n");
        if (value[size] != '"')
            return NULL;
        keep_label(s, at, name_size, value, size);
        at = value + size + 1;
        at += *at == ',' ? 1 : 0;
    }
    return at + 1;
}

static bool read_sample(struct sample *s, const char *line)
{
    size_t size = strcspn(line, "{ \n");
    const char *at = line + size;
    char *end;

    *s = (struct sample){.value = 0};
    if (*line == '#' || size == 0 || size >= sizeof s->name)
        return false;
    (void)snprintf(s->name, sizeof s->name, "%.*s", (int)size, line);
    if (*at == '{' && !(at = read_labels(s, at + 1)))
        return false;
    if (*at != ' ')
        return false;
    s->value = strtod(at + 1, &end);
    return end > at + 1 && *s->function;
}

static bool is_same(const struct top_row *row, const char *function,
                    const char *version)
{
    return !strcmp(row->function, function) && !strcmp(row->version, version);
}

/* The samples of one family after the other are in the same order, so it is
 * mostly the row after the last one. NULL: there is none. */
static struct top_row *find(struct top_table *table, const char *function,
                            const char *version)
{
    struct top_row *begin = table->last ? table->last : table->rows;
    struct top_row *at = begin;

    while (at) {
        if (is_same(at, function, version))
            return table->last = at;
        at = at->next ? at->next : table->rows;
        if (at == begin)
            break;
    }
    return NULL;
}

static struct top_row *find_or_add(struct top_table *table,
                                   const struct sample *s)
{
    /* Events are of all versions. */
    const char *version = *s->version ? s->version : "$LATEST";
    struct top_row *row = find(table, s->function, version);

    if (row || !(row = mem_new(1, sizeof *row)))
        return row;
    (void)snprintf(row->function, sizeof row->function, "%s", s->function);
    (void)snprintf(row->version, sizeof row->version, "%s", version);
    /* Behind the last one: the order stays that of the text. */
    row->next = table->last ? table->last->next : table->rows;
    *(table->last ? &table->last->next : &table->rows) = row;
    table->last = row;
    table->count++;
    return row;
}

static void add_bucket(struct top_row *row, const struct sample *s)
{
    if (row->bucket_count == TOP_BUCKETS_MAX)
        return;
    row->buckets[row->bucket_count++] = (struct top_bucket){
        .le = strcmp(s->le, "+Inf") ? strtod(s->le, NULL) : (double)INFINITY,
        .count = s->value};
}

static void take(struct top_row *row, const struct sample *s)
{
    static const struct {
        const char *name;
        size_t offset;
    } known[] = {
        {"dayfly_invocations_total", offsetof(struct top_row, calls)},
        {"dayfly_invocation_errors_total", offsetof(struct top_row, errors)},
        {"dayfly_throttles_total", offsetof(struct top_row, throttles)},
        {"dayfly_invocation_starts_total", offsetof(struct top_row, cold)},
        {"dayfly_invocations_running", offsetof(struct top_row, running)},
        {"dayfly_invocations_waiting", offsetof(struct top_row, waiting)},
        {"dayfly_events_waiting", offsetof(struct top_row, events)},
        {"dayfly_memory_peak_bytes", offsetof(struct top_row, peak_bytes)}};

    if (!strcmp(s->name, "dayfly_invocation_duration_seconds_bucket"))
        add_bucket(row, s);
    for (size_t i = 0; i < COUNT(known); i++)
        if (!strcmp(s->name, known[i].name) && strcmp(s->start, "warm") != 0)
            *(double *)((char *)row + known[i].offset) += s->value;
}

bool top_table_read(struct top_table *table, const char *text)
{
    struct sample s;

    *table = (struct top_table){.count = 0};
    while (*text) {
        struct top_row *row;
        if (read_sample(&s, text)) {
            if (!(row = find_or_add(table, &s)))
                return false;
            take(row, &s);
        }
        text += strcspn(text, "\n");
        text += *text ? 1 : 0;
    }
    return true;
}

void top_table_free(struct top_table *table)
{
    while (table->rows) {
        struct top_row *row = table->rows;
        table->rows = row->next;
        mem_free(row);
    }
    *table = (struct top_table){.count = 0};
}

bool top_table_copy(struct top_table *table, const struct top_table *from)
{
    struct top_row **end = &table->rows;

    *table = (struct top_table){.count = from->count};
    for (const struct top_row *row = from->rows; row; row = row->next) {
        *end = mem_new(1, sizeof **end);
        if (!*end)
            return false;
        **end = *row;
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return true;
}

const struct top_row *top_table_find(struct top_table *table,
                                     const struct top_row *row)
{
    return find(table, row->function, row->version);
}

void top_row_subtract(struct top_row *row, const struct top_row *before)
{
    if (before->calls > row->calls)
        return;
    row->calls -= before->calls;
    row->errors -= before->errors;
    row->throttles -= before->throttles;
    row->cold -= before->cold;
    for (size_t i = 0; i < row->bucket_count && i < before->bucket_count; i++)
        row->buckets[i].count -= before->buckets[i].count;
}

double top_row_quantile(const struct top_row *row, double share)
{
    double all =
        row->bucket_count ? row->buckets[row->bucket_count - 1].count : 0;
    double rank = share * all;
    size_t at = 0;

    if (all <= 0)
        return -1;
    while (at + 1 < row->bucket_count && row->buckets[at].count < rank)
        at++;
    double from = at > 0 ? row->buckets[at - 1].le : 0;
    double below = at > 0 ? row->buckets[at - 1].count : 0;
    double inside = row->buckets[at].count - below;
    if (isinf(row->buckets[at].le) || inside <= 0)
        return from;
    return from + (row->buckets[at].le - from) * (rank - below) / inside;
}
