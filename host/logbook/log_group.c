#include "host/logbook/log_group.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "host/logbook/log_settings.h"
#include "host/logbook/segment_end.h"

enum { FIRST_CAPACITY = 16 };

void log_segment_path(const struct log_group *group,
                      const struct log_segment *segment, char path[PATH_MAX])
{
    (void)snprintf(path, PATH_MAX, "%.*s/%015lld-%08u.log", PATH_MAX - 64,
                   group->folder, (long long)segment->first_ms,
                   segment->number);
}

static struct log_segment *last_of(const struct log_group *group)
{
    return group->count > 0 ? &group->segments[group->count - 1] : NULL;
}

static bool add_segment(struct log_group *group, int64_t first_ms,
                        unsigned number)
{
    if (group->count == group->capacity) {
        size_t capacity =
            group->capacity > 0 ? group->capacity * 2 : FIRST_CAPACITY;
        struct log_segment *more = mem_new(capacity, sizeof *more);
        if (!more)
            return false;
        if (group->count > 0)
            memcpy(more, group->segments, group->count * sizeof *more);
        mem_free(group->segments);
        group->segments = more;
        group->capacity = capacity;
    }
    group->segments[group->count++] =
        (struct log_segment){.first_ms = first_ms, .number = number};
    return true;
}

static bool read_name(const char *name, int64_t *first_ms, unsigned *number)
{
    char expected[64];
    char *end;

    *first_ms = strtoll(name, &end, 10);
    if (*end != '-')
        return false;
    *number = (unsigned)strtoul(end + 1, NULL, 10);
    (void)snprintf(expected, sizeof expected, "%015lld-%08u.log",
                   (long long)*first_ms, *number);
    return strcmp(name, expected) == 0;
}

static int by_number(const void *a, const void *b)
{
    unsigned one = ((const struct log_segment *)a)->number;
    unsigned other = ((const struct log_segment *)b)->number;

    return one < other ? -1 : one > other;
}

static void find_segments(struct log_group *group)
{
    DIR *dir = opendir(group->folder);
    const struct dirent *entry;
    int64_t first_ms;
    unsigned number;

    while (dir && (entry = readdir(dir)))
        if (read_name(entry->d_name, &first_ms, &number))
            (void)add_segment(group, first_ms, number);
    if (dir)
        (void)closedir(dir);
    if (group->count > 1)
        qsort(group->segments, group->count, sizeof *group->segments,
              by_number);
}

/* The size of each; of the last one only what is whole. */
static void measure(struct log_group *group)
{
    char path[PATH_MAX];
    struct stat st;

    for (size_t i = 0; i < group->count; i++) {
        struct log_segment *segment = &group->segments[i];
        log_segment_path(group, segment, path);
        segment->size = stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
        if (i + 1 == group->count)
            segment->size = segment_end_find(path, &group->last_ms);
        if (group->last_ms < segment->first_ms)
            group->last_ms = segment->first_ms;
        group->bytes += segment->size;
    }
}

struct log_group *log_group_open(const char *parent, const char *name)
{
    struct log_group *group = mem_new(1, sizeof *group);

    if (!group)
        return NULL;
    *group = (struct log_group){.fd = -1, .pending = BUF(LOG_PENDING_MAX)};
    (void)snprintf(group->name, sizeof group->name, "%s", name);
    (void)snprintf(group->folder, sizeof group->folder, "%.*s/%s",
                   PATH_MAX - LOG_GROUP_NAME_SIZE - 64, parent, group->name);
    find_segments(group);
    measure(group);
    group->settings = log_settings_read(group->folder);
    /* Of a log that begins now, nothing has to be read. */
    group->has_streams = group->count == 0;
    return group;
}

bool log_group_add(struct log_group *group, const struct log_line *line)
{
    struct log_line kept = *line;

    if (kept.time_ms < group->last_ms)
        kept.time_ms = group->last_ms;
    if (!log_line_add(&group->pending, &kept)) {
        group->lost++;
        return false;
    }
    group->last_ms = kept.time_ms;
    if (group->has_streams)
        log_streams_note(&group->streams, &kept);
    return true;
}

static bool open_file(struct log_group *group, struct error *err)
{
    const struct log_segment *segment = last_of(group);
    char path[PATH_MAX];

    log_segment_path(group, segment, path);
    if (mkdir(group->folder, 0700) != 0 && errno != EEXIST)
        return error_set_errno(err, "cannot create %s", group->folder);
    group->fd = open(
        path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (group->fd < 0)
        return error_set_errno(err, "cannot open %s", path);
    /* What a write that was cut off has left. */
    if (ftruncate(group->fd, (off_t)segment->size) == 0)
        return true;
    (void)error_set_errno(err, "cannot shorten %s", path);
    fd_close(&group->fd);
    return false;
}

/* A segment begins with the first line that is pending. */
static bool begin_segment(struct log_group *group, struct error *err)
{
    const struct log_segment *last = last_of(group);

    log_group_close_file(group);
    return add_segment(group, strtoll(group->pending.data, NULL, 10),
                       last ? last->number + 1 : 1) ||
           error_set(err, "out of memory");
}

/* Whole lines, so that no segment begins within one. */
static size_t part_of(const struct log_group *group, uint64_t room)
{
    const struct buf *b = &group->pending;

    if (b->size <= room)
        return b->size;
    const char *end = memrchr(b->data, '\n', room);
    if (!end)
        end = memchr(b->data + room, '\n', b->size - room);
    return (size_t)(end - b->data) + 1;
}

/* A part that is not written whole is removed again when the file is opened. */
static bool write_part(struct log_group *group, size_t size, struct error *err)
{
    struct log_segment *segment = last_of(group);
    ssize_t put;

    if (group->fd < 0 && !open_file(group, err))
        return false;
    errno = 0;
    put = fd_write(group->fd, group->pending.data, size);
    if (put != (ssize_t)size) {
        if (put >= 0)
            errno = ENOSPC;
        (void)error_set_errno(err, "cannot write to %s", group->folder);
        log_group_close_file(group);
        return false;
    }
    segment->size += size;
    group->bytes += size;
    buf_consume(&group->pending, size);
    return true;
}

bool log_group_write(struct log_group *group, uint64_t segment_bytes,
                     struct error *err)
{
    while (group->pending.size > 0) {
        const struct log_segment *last = last_of(group);
        if ((!last || last->size >= segment_bytes) &&
            !begin_segment(group, err))
            return false;
        size_t size = part_of(group, segment_bytes - last_of(group)->size);
        if (!write_part(group, size, err))
            return false;
    }
    group->used_ms = clock_mono_ms();
    return true;
}

void log_group_drop(struct log_group *group)
{
    char path[PATH_MAX];

    if (group->count == 0)
        return;
    if (group->count == 1)
        log_group_close_file(group);
    log_segment_path(group, &group->segments[0], path);
    (void)unlink(path);
    group->bytes -= group->segments[0].size;
    group->count--;
    memmove(group->segments, group->segments + 1,
            group->count * sizeof *group->segments);
}

void log_group_remove(struct log_group *group)
{
    while (group->count > 0)
        log_group_drop(group);
    buf_free(&group->pending);
    log_streams_free(&group->streams);
    group->has_streams = true;
    json_decref(group->settings);
    group->settings = NULL;
    log_settings_remove(group->folder);
    (void)rmdir(group->folder);
}

void log_group_close_file(struct log_group *group)
{
    fd_close(&group->fd);
}

void log_group_free(struct log_group *group)
{
    log_group_close_file(group);
    buf_free(&group->pending);
    log_streams_free(&group->streams);
    json_decref(group->settings);
    mem_free(group->segments);
    mem_free(group);
}
