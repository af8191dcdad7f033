#include "bootstrap/base/log.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "bootstrap/base/clock.h"
#include "bootstrap/base/fd.h"
#include "bootstrap/base/utf8.h"

enum { RECORD_MOST_BYTES = 1024 * 1024 };

static const char *const names[] = {
    [LEVEL_TRACE] = "TRACE", [LEVEL_DEBUG] = "DEBUG", [LEVEL_INFO] = "INFO",
    [LEVEL_WARN] = "WARN",   [LEVEL_ERROR] = "ERROR", [LEVEL_FATAL] = "FATAL",
};

bool log_level_from(const char *word, size_t size, enum log_level *level)
{
    for (size_t i = 0; i < COUNT(names); i++) {
        if (strlen(names[i]) == size && !strncasecmp(names[i], word, size)) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

void log_attribute(struct log *l, const char *request_id, const char *tenant_id)
{
    (void)snprintf(l->request_id, sizeof l->request_id, "%s",
                   request_id ? request_id : "");
    (void)snprintf(l->tenant_id, sizeof l->tenant_id, "%s",
                   tenant_id ? tenant_id : "");
}

bool log_waits(const struct log *l)
{
    return l->queue.size > 0;
}

/* A write of PIPE_BUF bytes does not block where poll says POLLOUT, whatever
 * the descriptor; making it non-blocking instead would change it for every
 * process that shares it. -1: nobody will ever read it. */
static ssize_t write_some(int fd, const char *bytes, size_t size)
{
    struct pollfd sink = {.fd = fd, .events = POLLOUT};

    if (poll(&sink, 1, 0) <= 0)
        return 0;
    if (!(sink.revents & POLLOUT))
        return -1;
    ssize_t put = fd_write(fd, bytes, size < PIPE_BUF ? size : PIPE_BUF);
    return put < 0 && errno == EAGAIN ? 0 : put;
}

static void drain(struct log *l)
{
    size_t done = 0;

    while (done < l->queue.size) {
        ssize_t put =
            write_some(l->fd, l->queue.data + done, l->queue.size - done);
        if (put == 0)
            break;
        done = put < 0 ? l->queue.size : done + (size_t)put;
    }
    buf_drop(&l->queue, done);
}

static bool text_line(struct buf *line, const struct log *l,
                      enum log_level level, const char *message, size_t size)
{
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    if (!buf_printf(line, "%s\t%s\t%s\t", now,
                    *l->request_id ? l->request_id : "-", names[level]))
        return false;
    size_t begun = line->size;
    if (!utf8_mend(line, message, size))
        return false;
    char *text = buf_end(line) - (line->size - begun);
    for (char *c = text; c < buf_end(line) && !l->terminal; c++)
        if (*c == '\n')
            *c = '\r';
    return buf_text(line, "\n");
}

static bool dump_line(struct buf *line, const json_t *record)
{
    char *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
    bool ok = text && buf_text(line, text) && buf_text(line, "\n");

    mem_free(text);
    return ok;
}

static bool json_line(struct buf *line, const struct log *l,
                      enum log_level level, const char *message, size_t size)
{
    AUTO(struct buf, buf_free) mended = BUF(RECORD_MOST_BYTES);
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    if (!utf8_mend(&mended, message, size))
        return false;
    json_t *record = json_pack("{s:s, s:s, s:s*, s:s*, s:s%}", "timestamp", now,
                               "level", names[level], "requestId",
                               *l->request_id ? l->request_id : NULL,
                               "tenantId", *l->tenant_id ? l->tenant_id : NULL,
                               "message", mended.data, mended.size);
    bool ok = dump_line(line, record);
    json_decref(record);
    return ok;
}

/* The function's own structured record, as it is but for a requestId. */
static bool own_json_line(struct buf *line, const struct log *l, json_t *record,
                          const char *message, size_t size)
{
    if (memchr(message, '\n', size)) {
        if (*l->request_id && !json_object_get(record, "requestId"))
            (void)json_object_set_new(record, "requestId",
                                      json_string(l->request_id));
        return dump_line(line, record);
    }
    const char *brace = memchr(message, '{', size);
    if (*l->request_id && !json_object_get(record, "requestId")) {
        const char *comma = json_object_size(record) > 0 ? "," : "";
        if (!buf_printf(line, "{\"requestId\":\"%s\"%s", l->request_id, comma))
            return false;
        size -= (size_t)(brace + 1 - message);
        message = brace + 1;
    }
    return buf_add(line, message, size) && buf_text(line, "\n");
}

static void tell_lost(struct log *l)
{
    AUTO(struct buf, buf_free) line = BUF(1024);
    char said[96];

    if (l->queue.size > LOG_QUEUE_BYTES / 2)
        return;
    (void)snprintf(said, sizeof said,
                   "dayfly: %llu log records lost: the log is not being read",
                   (unsigned long long)l->lost);
    bool ok = l->json ? json_line(&line, l, LEVEL_WARN, said, strlen(said))
                      : text_line(&line, l, LEVEL_WARN, said, strlen(said));
    if (ok && buf_add(&l->queue, line.data, line.size))
        l->lost = 0;
}

/* What was lost is told first, so that the count stands where it belongs. */
void log_turn(struct log *l)
{
    drain(l);
    if (l->lost > 0) {
        tell_lost(l);
        drain(l);
    }
}

void log_flush(struct log *l, int64_t most_ms)
{
    int64_t until = clock_mono_ms() + most_ms;

    log_turn(l);
    while (l->queue.size > 0) {
        int64_t left = until - clock_mono_ms();
        struct pollfd sink = {.fd = l->fd, .events = POLLOUT};
        if (left <= 0 || poll(&sink, 1, (int)left) <= 0)
            return;
        log_turn(l);
    }
}

static void put_line(struct log *l, const struct buf *line)
{
    if (l->queue.size + line->size > LOG_QUEUE_BYTES - RECORD_MOST_BYTES / 16)
        log_turn(l);
    if (!buf_add(&l->queue, line->data, line->size)) {
        l->lost++;
        return;
    }
    log_turn(l);
}

void log_record(struct log *l, enum log_level level, const char *message,
                size_t size)
{
    AUTO(struct buf, buf_free) line = BUF(RECORD_MOST_BYTES);
    json_t *own = NULL;
    bool ok;

    if (l->json && size > 1 && message[0] == '{')
        own = json_loadb(message, size, 0, NULL);
    if (own) {
        const char *said = json_string_value(json_object_get(own, "level"));
        if (said)
            (void)log_level_from(said, strlen(said), &level);
    }
    if (l->lost > 0)
        tell_lost(l);
    if (level < l->least)
        ok = true;
    else if (own)
        ok = own_json_line(&line, l, own, message, size);
    else if (l->json)
        ok = json_line(&line, l, level, message, size);
    else
        ok = text_line(&line, l, level, message, size);
    json_decref(own);
    if (!ok)
        l->lost++;
    else if (line.size > 0)
        put_line(l, &line);
}

void log_say(struct log *l, enum log_level level, const char *fmt, ...)
{
    char text[4096];
    va_list args;

    va_start(args, fmt);
    int size = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (size < 0)
        return;
    if ((size_t)size >= sizeof text)
        size = (int)sizeof text - 1;
    log_record(l, level, text, (size_t)size);
}

void log_free(struct log *l)
{
    buf_free(&l->queue);
}
