/* queue_file.h - the file queue.db of the data folder: events that wait or have
 * failed, and messages of queues. One thread at a time uses it. */
#ifndef DAYFLY_HOST_EVENTS_QUEUE_FILE_H
#define DAYFLY_HOST_EVENTS_QUEUE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

struct queue_file;

/* A parameter of a statement: a text, bytes, or, if both are NULL, a number. */
struct queue_value {
    int64_t number;
    const char *text;
    const void *bytes;
    size_t size; /* of the bytes */
};

/* A line of a statement's result. Its texts and bytes hold until the next. */
struct queue_line;

/* NULL: err says why. The host has the lock of the folder. */
struct queue_file *queue_file_open(const char *folder, struct error *err);
/* Takes NULL. */
void queue_file_close(struct queue_file *file);

/* What is between them is on the disk, or nothing of it. */
bool queue_file_begin(struct queue_file *file, struct error *err) MUST_CHECK;
bool queue_file_commit(struct queue_file *file, struct error *err) MUST_CHECK;
void queue_file_rollback(struct queue_file *file);

/* `sql` is a text that is there for ever: its statement is kept. */
bool queue_file_run(struct queue_file *file, const char *sql,
                    const struct queue_value *values, size_t count,
                    struct error *err) MUST_CHECK;
/* The same; calls `each` for each line of the result until it returns false,
 * which is an error that it has set. */
bool queue_file_each(struct queue_file *file, const char *sql,
                     const struct queue_value *values, size_t count,
                     bool (*each)(void *self, const struct queue_line *line,
                                  struct error *err),
                     void *self, struct error *err) MUST_CHECK;
/* How many rows the last statement has changed. */
size_t queue_file_changes(const struct queue_file *file);

int64_t queue_line_number(const struct queue_line *line, int column);
const char *queue_line_text(const struct queue_line *line, int column);
const void *queue_line_bytes(const struct queue_line *line, int column,
                             size_t *size);

#endif
