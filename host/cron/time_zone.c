#include "host/cron/time_zone.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/cron/civil_time.h"
#include "host/cron/zone_rule.h"

#define FOLDER "/usr/share/zoneinfo"

enum {
    FILE_MAX = 64 * 1024,
    HEADER = 44,
    COUNTS = 20, /* where they are in the header */
    TYPE_SIZE = 6,
    RULE_MAX = 128,
    OFFSET_MAX_S = 26 * 60 * 60,
};

struct time_zone {
    int64_t *times; /* owned: when the offset changes */
    int *offsets;   /* owned: since then */
    size_t count;
    int first; /* before the first change */
    bool has_rule;
    struct zone_rule rule; /* after the last one */
};

struct counts {
    size_t utc;
    size_t standard;
    size_t leaps;
    size_t times;
    size_t types;
    size_t chars;
};

static uint64_t big_endian(const unsigned char *at, size_t size)
{
    uint64_t value = 0;

    for (size_t i = 0; i < size; i++)
        value = value << 8 | at[i];
    return value;
}

static bool read_header(struct counts *c, const unsigned char *at, size_t left)
{
    size_t *const fields[] = {&c->utc,   &c->standard, &c->leaps,
                              &c->times, &c->types,    &c->chars};

    if (left < HEADER || memcmp(at, "TZif", 4) != 0 || at[4] < '2')
        return false;
    for (size_t i = 0; i < COUNT(fields); i++) {
        *fields[i] = (size_t)big_endian(at + COUNTS + 4 * i, 4);
        if (*fields[i] > FILE_MAX)
            return false;
    }
    return true;
}

/* Of the data behind a header. */
static size_t data_size(const struct counts *c, size_t time_size)
{
    return c->times * (time_size + 1) + c->types * TYPE_SIZE + c->chars +
           c->leaps * (time_size + 4) + c->standard + c->utc;
}

/* The first one that is no summer time, as RFC 9636 has it. */
static int first_offset(const unsigned char *types, size_t count)
{
    size_t at = 0;

    while (at < count && types[at * TYPE_SIZE + 4])
        at++;
    at = at < count ? at : 0;
    return (int)(int32_t)big_endian(types + at * TYPE_SIZE, 4);
}

static bool read_changes(struct time_zone *zone, const struct counts *c,
                         const unsigned char *at)
{
    const unsigned char *kinds = at + c->times * 8;
    const unsigned char *types = kinds + c->times;

    zone->times = mem_new(c->times + 1, sizeof *zone->times);
    zone->offsets = mem_new(c->times + 1, sizeof *zone->offsets);
    if (!zone->times || !zone->offsets || c->types == 0)
        return false;
    zone->count = c->times;
    zone->first = first_offset(types, c->types);
    for (size_t i = 0; i < c->times; i++) {
        zone->times[i] = (int64_t)big_endian(at + i * 8, 8);
        if (kinds[i] >= c->types ||
            (i > 0 && zone->times[i] <= zone->times[i - 1]))
            return false;
        zone->offsets[i] =
            (int)(int32_t)big_endian(types + (size_t)kinds[i] * TYPE_SIZE, 4);
        if (zone->offsets[i] < -OFFSET_MAX_S || zone->offsets[i] > OFFSET_MAX_S)
            return false;
    }
    return zone->first >= -OFFSET_MAX_S && zone->first <= OFFSET_MAX_S;
}

/* Between two line ends; it may be empty. */
static bool read_rule(struct time_zone *zone, const char *at, size_t left)
{
    char text[RULE_MAX];
    const char *end = left > 1 ? memchr(at + 1, '\n', left - 1) : NULL;

    if (!end || *at != '\n' || end - at > (ptrdiff_t)sizeof text - 1)
        return false;
    (void)snprintf(text, sizeof text, "%.*s", (int)(end - at - 1), at + 1);
    zone->has_rule = *text != '\0';
    return !zone->has_rule || zone_rule_parse(&zone->rule, text);
}

static bool read_all(struct time_zone *zone, const unsigned char *at,
                     size_t left)
{
    struct counts c;

    /* First what old programs read, with times of 4 bytes. */
    if (!read_header(&c, at, left) || left - HEADER < data_size(&c, 4))
        return false;
    size_t skip = HEADER + data_size(&c, 4);
    at += skip;
    left -= skip;
    if (!read_header(&c, at, left) || left - HEADER < data_size(&c, 8))
        return false;
    skip = HEADER + data_size(&c, 8);
    return read_changes(zone, &c, at + HEADER) &&
           read_rule(zone, (const char *)at + skip, left - skip);
}

struct time_zone *time_zone_read(const void *bytes, size_t size)
{
    struct time_zone *zone = mem_new(1, sizeof *zone);

    if (!zone || read_all(zone, bytes, size))
        return zone;
    time_zone_close(zone);
    return NULL;
}

static bool name_is_valid(const char *name)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
    size_t size = strlen(name);

    return size > 0 && size <= TIME_ZONE_NAME_MAX && *name != '/' &&
           name[size - 1] != '/' && !strstr(name, "//") &&
           strspn(name, plain) == size;
}

struct time_zone *time_zone_open(const char *name, struct error *err)
{
    char path[sizeof FOLDER + TIME_ZONE_NAME_MAX + 2];
    AUTO(struct buf, buf_free) bytes = BUF(FILE_MAX);
    struct time_zone *zone = NULL;

    if (!strcmp(name, "UTC")) {
        zone = mem_new(1, sizeof *zone);
        if (!zone)
            (void)error_set(err, "out of memory");
        return zone;
    }
    if (name_is_valid(name) && buf_reserve(&bytes, FILE_MAX)) {
        (void)snprintf(path, sizeof path, FOLDER "/%s", name);
        size_t size = fd_read_file(path, buf_tail(&bytes), FILE_MAX);
        zone = size > 0 ? time_zone_read(buf_tail(&bytes), size) : NULL;
    }
    if (!zone)
        (void)error_set(err,
                        "there is no time zone \"%.100s\" in " FOLDER
                        "; give a name such as Europe/Berlin, and install the "
                        "package tzdata if the folder is missing",
                        name);
    return zone;
}

void time_zone_close(struct time_zone *zone)
{
    if (!zone)
        return;
    mem_free(zone->times);
    mem_free(zone->offsets);
    mem_free(zone);
}

int time_zone_offset(const struct time_zone *zone, int64_t utc_s)
{
    size_t low = 0;
    size_t high = zone->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (zone->times[middle] <= utc_s)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->count && zone->has_rule)
        return zone_rule_offset(&zone->rule, utc_s);
    return low > 0 ? zone->offsets[low - 1] : zone->first;
}

bool time_zone_to_utc(const struct time_zone *zone, int64_t local_s,
                      int64_t *utc_s)
{
    const int offsets[] = {
        time_zone_offset(zone, local_s - 2 * (int64_t)DAY_S),
        time_zone_offset(zone, local_s),
        time_zone_offset(zone, local_s + 2 * (int64_t)DAY_S)};
    bool found = false;

    for (size_t i = 0; i < COUNT(offsets); i++) {
        int64_t utc = local_s - offsets[i];
        if (time_zone_offset(zone, utc) != offsets[i] ||
            (found && utc >= *utc_s))
            continue;
        *utc_s = utc;
        found = true;
    }
    return found;
}
