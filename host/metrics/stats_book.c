#include "host/metrics/stats_book.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"

/* By the name alone, so that a function is found with all its versions. */
static size_t bucket_of(const char *name)
{
    unsigned hash = 2166136261U; /* FNV-1a */

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619U;
    return hash % STATS_BOOK_BUCKETS;
}

void stats_book_open(struct stats_book *book)
{
    *book = (struct stats_book){.started_ms = clock_wall_ms()};
}

struct function_stats *stats_book_find(const struct stats_book *book,
                                       const char *name, const char *version)
{
    struct function_stats *at = book->buckets[bucket_of(name)];

    while (at &&
           (strcmp(at->name, name) != 0 || strcmp(at->version, version) != 0))
        at = at->next;
    return at;
}

void stats_book_event(struct stats_book *book, const char *name,
                      enum event_result result)
{
    struct function_stats *stats = stats_book_find(book, name, FUNCTION_LATEST);

    if (stats)
        stats->counts.events[result]++;
}

/* Out of its bucket. */
static void take_out(struct stats_book *book, struct function_stats *stats)
{
    struct function_stats **at = &book->buckets[bucket_of(stats->name)];

    while (*at != stats)
        at = &(*at)->next;
    *at = stats->next;
    book->count--;
}

/* False: all of them are used. */
static bool make_room(struct stats_book *book)
{
    struct function_stats *oldest = NULL;

    for (size_t i = 0; i < STATS_BOOK_BUCKETS; i++)
        for (struct function_stats *at = book->buckets[i]; at; at = at->next)
            if (at->users == 0 && (!oldest || at->used_ms < oldest->used_ms))
                oldest = at;
    if (!oldest)
        return false;
    take_out(book, oldest);
    mem_free(oldest);
    return true;
}

static struct function_stats *add(struct stats_book *book, const char *name,
                                  const char *version)
{
    struct function_stats **bucket = &book->buckets[bucket_of(name)];
    struct function_stats *stats;

    if ((book->count >= STATS_BOOK_MAX && !make_room(book)) ||
        !(stats = mem_new(1, sizeof *stats)))
        return NULL;
    (void)snprintf(stats->name, sizeof stats->name, "%s", name);
    (void)snprintf(stats->version, sizeof stats->version, "%s", version);
    stats->function_size = (size_t)snprintf(stats->labels, sizeof stats->labels,
                                            "function=\"%s\"", stats->name);
    stats->labels_size =
        stats->function_size +
        (size_t)snprintf(stats->labels + stats->function_size,
                         sizeof stats->labels - stats->function_size,
                         ",version=\"%s\"", stats->version);
    stats->next = *bucket;
    *bucket = stats;
    book->count++;
    return stats;
}

struct function_stats *stats_book_take(struct stats_book *book,
                                       const char *name, const char *version)
{
    struct function_stats *stats = stats_book_find(book, name, version);

    if (!stats)
        stats = add(book, name, version);
    if (!stats)
        return NULL;
    stats->users++;
    /* What takes it may have other code. */
    stats->peak_kb = -1;
    return stats;
}

void stats_book_release(struct stats_book *book, struct function_stats *stats)
{
    if (!stats || --stats->users > 0)
        return;
    stats->used_ms = clock_mono_ms();
    if (!stats->removed && !stats->listed) {
        take_out(book, stats);
        stats->removed = true;
    }
    if (stats->removed)
        mem_free(stats);
}

void stats_book_remove(struct stats_book *book, const char *name,
                       const char *version)
{
    struct function_stats **at = &book->buckets[bucket_of(name)];

    while (*at) {
        struct function_stats *stats = *at;
        if (strcmp(stats->name, name) != 0 ||
            (version && strcmp(stats->version, version) != 0)) {
            at = &stats->next;
            continue;
        }
        *at = stats->next;
        book->count--;
        stats->removed = true;
        if (stats->users == 0)
            mem_free(stats);
    }
}

void stats_book_each(const struct stats_book *book,
                     void (*each)(void *self, struct function_stats *stats),
                     void *self)
{
    for (size_t i = 0; i < STATS_BOOK_BUCKETS; i++)
        for (struct function_stats *at = book->buckets[i]; at; at = at->next)
            if (at->listed)
                each(self, at);
}

void stats_book_close(struct stats_book *book)
{
    for (size_t i = 0; i < STATS_BOOK_BUCKETS; i++) {
        while (book->buckets[i]) {
            struct function_stats *stats = book->buckets[i];
            book->buckets[i] = stats->next;
            mem_free(stats);
        }
    }
    hook_stats_clear(&book->hooks);
    *book = (struct stats_book){.count = 0};
}
