/* log_group.h - the kept log of one function, or of one log group that is no
 * function's: a folder of files, each of which
 * is appended to until it is full ("segment"). The name of a segment has the
 * time of its first line and its number; times never go back from one line to
 * the next, so that a time is found by bisection.
 *
 * Lines go to the kernel, not to the disk: a host that is killed loses none
 * that was written, and at most the last one is cut off. Before the next line
 * is added, that is removed. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_GROUP_H
#define DAYFLY_HOST_LOGBOOK_LOG_GROUP_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "host/logbook/log_streams.h"

enum {
    LOG_GROUP_NAME_SIZE = 256,     /* a name of a file with its NUL */
    LOG_PENDING_MAX = 1024 * 1024, /* bytes that wait for the disk */
};

struct log_segment {
    int64_t first_ms;
    unsigned number;
    uint64_t size; /* bytes of whole lines; of the last one, those written */
};

struct log_group {
    struct log_group *next;
    struct log_group *next_pending; /* of those with lines to write */
    char name[LOG_GROUP_NAME_SIZE];
    char folder[PATH_MAX];
    struct log_segment *segments; /* owned; oldest first */
    size_t count;
    size_t capacity;
    uint64_t bytes;         /* of all segments */
    int fd;                 /* of the last segment; -1: not open */
    int64_t used_ms;        /* monotonic; the last write */
    int64_t last_ms;        /* time of the newest line */
    struct buf pending;     /* lines that are not written yet */
    bool is_pending;        /* in the list of those */
    uint64_t lost;          /* lines for which there was no room in `pending` */
    bool has_streams;       /* `streams` is known, from the files */
    unsigned noted_segment; /* until then: how far they were read */
    uint64_t noted_offset;
    struct log_streams streams;
    json_t *settings; /* owned: of log_settings.h; NULL: none */
};

/* Reads what the folder has. NULL: no memory. */
struct log_group *log_group_open(const char *parent, const char *name);
/* Adds to `pending`. False: it is full, and the line is lost. */
bool log_group_add(struct log_group *group, const struct log_line *line);
/* Writes what is pending; begins a new segment when one has segment_bytes.
 * False: err says why not all could be written; the rest stays pending. */
bool log_group_write(struct log_group *group, uint64_t segment_bytes,
                     struct error *err) MUST_CHECK;
/* Removes the oldest segment; nothing if there is none. */
void log_group_drop(struct log_group *group);
/* Removes all. */
void log_group_remove(struct log_group *group);
void log_group_close_file(struct log_group *group);
void log_group_free(struct log_group *group);

/* The file of a segment. */
void log_segment_path(const struct log_group *group,
                      const struct log_segment *segment, char path[PATH_MAX]);

#endif
