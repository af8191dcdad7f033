#include "host/logbook/logbook.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/clock.h"
#include "host/base/ids.h"
#include "host/base/log_writer.h"
#include "host/logbook/log_bounds.h"
#include "host/logbook/log_group_key.h"

enum {
    MB = 1024 * 1024,
    SEGMENTS = 12, /* a function's lines go by so many parts */
    SEGMENT_MAX_BYTES = 4 * MB,
    SWEEP_MS = 3600 * 1000,
    RETRY_MS = 1000,
    OPEN_FILES_MAX = 64,
};

static uint64_t segment_bytes(const struct logbook *book)
{
    uint64_t bytes = (uint64_t)book->limits.mb * MB / SEGMENTS;

    return bytes < SEGMENT_MAX_BYTES ? bytes : SEGMENT_MAX_BYTES;
}

static void sweep(void *self)
{
    struct logbook *book = self;

    for (struct log_group *g = book->groups; g; g = g->next)
        log_bounds_group(&book->limits, g);
    log_bounds_all(&book->limits, book->groups);
    timer_set(book->loop, &book->sweep_timer, SWEEP_MS);
}

static void say(struct logbook *book, const struct buf *line)
{
    log_writer_line(book->log, NULL, line->data, line->size);
}

static void say_bad(struct logbook *book, const struct error *err)
{
    AUTO(struct buf, buf_free) line = BUF(2048);

    if (book->retry_ms == 0 &&
        buf_printf(&line,
                   "dayfly: logs are not kept at present: %s; calls go on",
                   err->text))
        say(book, &line);
    book->retry_ms = clock_mono_ms() + RETRY_MS;
}

static void say_good(struct logbook *book)
{
    AUTO(struct buf, buf_free) line = BUF(256);
    uint64_t lost = 0;

    for (struct log_group *g = book->groups; g; g = g->next) {
        lost += g->lost;
        g->lost = 0;
    }
    book->retry_ms = 0;
    if (buf_printf(&line, "dayfly: logs are kept again; %llu lines were lost",
                   (unsigned long long)lost))
        say(book, &line);
}

/* Functions that have not printed for the longest time give way. */
static void bound_files(struct logbook *book)
{
    struct log_group *idle = NULL;
    size_t count = 0;

    for (struct log_group *g = book->groups; g; g = g->next) {
        if (g->fd < 0)
            continue;
        count++;
        if (!idle || g->used_ms < idle->used_ms)
            idle = g;
    }
    if (count >= OPEN_FILES_MAX)
        log_group_close_file(idle);
}

static bool write_group(struct logbook *book, struct log_group *group,
                        struct error *err)
{
    size_t count = group->count;

    if (group->fd < 0)
        bound_files(book);
    if (!log_group_write(group, segment_bytes(book), err))
        return false;
    if (group->count == count)
        return true;
    log_bounds_group(&book->limits, group);
    log_bounds_all(&book->limits, book->groups);
    return true;
}

/* Milliseconds until it must be called again; -1: all is written. */
static int64_t write_pending(void *self)
{
    struct logbook *book = self;
    struct error err = ERROR_NONE;
    int64_t now = book->retry_ms > 0 && book->pending ? clock_mono_ms() : 0;

    if (now < book->retry_ms && book->pending)
        return book->retry_ms - now;
    while (book->pending) {
        struct log_group *group = book->pending;
        if (!write_group(book, group, &err)) {
            say_bad(book, &err);
            return RETRY_MS;
        }
        book->pending = group->next_pending;
        group->is_pending = false;
        if (book->retry_ms > 0)
            say_good(book);
    }
    return -1;
}

static bool is_name(const char *name)
{
    size_t size = strlen(name);

    return size > 0 && size < LOG_GROUP_NAME_SIZE && *name != '.' &&
           !strchr(name, '/');
}

static struct log_group *add_group(struct logbook *book, const char *name)
{
    struct log_group *group =
        is_name(name) ? log_group_open(book->folder, name) : NULL;

    if (group) {
        group->next = book->groups;
        book->groups = group;
    }
    return group;
}

/* It becomes the first of the list: busy functions are found sooner. */
static struct log_group *find(struct logbook *book, const char *name)
{
    struct log_group **at = &book->groups;

    while (*at && strcmp((*at)->name, name) != 0)
        at = &(*at)->next;
    struct log_group *group = *at;
    if (group) {
        *at = group->next;
        group->next = book->groups;
        book->groups = group;
    }
    return group;
}

static bool find_groups(struct logbook *book, struct error *err)
{
    DIR *dir;
    const struct dirent *entry;

    if (mkdir(book->folder, 0700) != 0 && errno != EEXIST)
        return error_set_errno(err, "cannot create %s", book->folder);
    dir = opendir(book->folder);
    if (!dir)
        return error_set_errno(err, "cannot read %s", book->folder);
    while ((entry = readdir(dir)))
        (void)add_group(book, entry->d_name);
    (void)closedir(dir);
    return true;
}

void logbook_init(struct logbook *book, struct event_loop *loop,
                  struct log_writer *log)
{
    *book = (struct logbook){.loop = loop, .log = log};
    book->hook = (struct loop_hook){.run = write_pending, .self = book};
    book->sweep_timer = (struct timer){.on_fire = sweep, .self = book};
    event_loop_add_hook(loop, &book->hook);
}

bool logbook_open(struct logbook *book, const char *parent,
                  const struct log_limits *limits, struct error *err)
{
    book->limits = *limits;
    if (limits->mb == 0)
        return true;
    (void)snprintf(book->folder, sizeof book->folder, "%.*s/logs",
                   PATH_MAX - 64, parent);
    if (!find_groups(book, err)) {
        *book->folder = '\0';
        return false;
    }
    sweep(book);
    return true;
}

static void note_pending(struct logbook *book, struct log_group *group)
{
    if (group->is_pending)
        return;
    group->is_pending = true;
    group->next_pending = book->pending;
    book->pending = group;
}

void logbook_add(struct logbook *book, const char *function,
                 const char *request, const char *stream, const char *text,
                 size_t size)
{
    const struct log_line line = {
        .time_ms = clock_wall_ms(),
        .request = request ? request : log_text_request(text, size),
        .request_size = UUID_SIZE - 1,
        .stream = stream,
        .stream_size = strlen(stream),
        .text = text,
        .text_size = size};

    if (!*book->folder)
        return;
    struct log_group *group = find(book, function);
    if (!group)
        group = add_group(book, function);
    if (!group)
        return;
    (void)log_group_add(group, &line);
    note_pending(book, group);
}

/* Without waiting for the loop, if it would be the last one that has a place.
 */
bool logbook_put(struct logbook *book, struct log_group *group,
                 const struct log_line *line)
{
    if (group->pending.size + LOG_LINE_MAX > LOG_PENDING_MAX)
        (void)write_pending(book);
    bool ok = log_group_add(group, line);
    note_pending(book, group);
    return ok;
}

size_t logbook_own_count(const struct logbook *book)
{
    size_t count = 0;

    for (const struct log_group *g = book->groups; g; g = g->next)
        count += log_group_key_is_own(g->name) && (g->count > 0 || g->settings);
    return count;
}

struct log_group *logbook_find(struct logbook *book, const char *function)
{
    (void)write_pending(book);
    struct log_group *group = find(book, function);
    return group && (group->count > 0 || group->settings) ? group : NULL;
}

struct log_group *logbook_make(struct logbook *book, const char *function)
{
    (void)write_pending(book);
    struct log_group *group = find(book, function);
    return group ? group : add_group(book, function);
}

void logbook_remove(struct logbook *book, struct log_group *group)
{
    for (struct log_group **at = &book->pending; *at;
         at = &(*at)->next_pending) {
        if (*at == group) {
            *at = group->next_pending;
            break;
        }
    }
    group->is_pending = false;
    log_group_remove(group);
}

void logbook_close(struct logbook *book)
{
    if (!*book->folder)
        return;
    (void)write_pending(book);
    timer_clear(book->loop, &book->sweep_timer);
    *book->folder = '\0';
    while (book->groups) {
        struct log_group *group = book->groups;
        book->groups = group->next;
        log_group_free(group);
    }
    book->pending = NULL;
}
