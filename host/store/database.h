/* database.h - a database of the data folder whose statements are kept, used by
 * one thread at a time. */
#ifndef DAYFLY_HOST_STORE_DATABASE_H
#define DAYFLY_HOST_STORE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

struct database;

/* A parameter of a statement: a text, bytes, or, if both are NULL, a number. */
struct database_value {
    int64_t number;
    const char *text;
    const void *bytes;
    size_t size; /* of the bytes */
};

/* A line of a statement's result. Its texts and bytes hold until the next. */
struct database_line;

/* How it is made. */
struct database_plan {
    const char *name; /* of the file */
    /* steps[n] leads from version n to n + 1 (migrations.h). A step that was
     * released stays as it is. */
    const char *const *steps;
    size_t count;
};

/* NULL: err says why. The host has the lock of the folder. */
struct database *database_open(const struct database_plan *plan,
                               const char *folder, struct error *err);
/* Takes NULL. */
void database_close(struct database *db);

/* What is between them is on the disk, or nothing of it. */
bool database_begin(struct database *db, struct error *err) MUST_CHECK;
bool database_commit(struct database *db, struct error *err) MUST_CHECK;
void database_rollback(struct database *db);

/* `sql` is a text that is there for ever: its statement is kept. */
bool database_run(struct database *db, const char *sql,
                  const struct database_value *values, size_t count,
                  struct error *err) MUST_CHECK;
/* The same; calls `each` for each line of the result until it returns false,
 * which is an error that it has set. */
bool database_each(struct database *db, const char *sql,
                   const struct database_value *values, size_t count,
                   bool (*each)(void *self, const struct database_line *line,
                                struct error *err),
                   void *self, struct error *err) MUST_CHECK;
/* How many rows the last statement has changed. */
size_t database_changes(const struct database *db);

int64_t database_line_number(const struct database_line *line, int column);
const char *database_line_text(const struct database_line *line, int column);
const void *database_line_bytes(const struct database_line *line, int column,
                                size_t *size);

#endif
