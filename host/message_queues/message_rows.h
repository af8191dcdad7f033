/* message_rows.h - messages as they are read from the database. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_ROWS_H
#define DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

struct database;
struct database_value;
struct fetched_message;

/* What a statement begins with whose lines are messages; the table is `m`. */
#define MESSAGE_ROWS                                                           \
    "SELECT id, message, sent, received, tries, first, source, facts, "        \
    "receipt, body FROM queued AS m "

struct message_rows {
    struct fetched_message *first; /* the caller's; also after an error */
    struct fetched_message *last;
    size_t count;
    size_t bytes;      /* of bodies */
    size_t most_bytes; /* the first may have more; what comes then is left */
    bool full;
};

/* Adds those of a statement. */
bool message_rows_read(struct message_rows *rows, struct database *db,
                       const char *sql, const struct database_value *values,
                       size_t count, struct error *err) MUST_CHECK;
/* Takes NULL. */
void message_rows_free(struct fetched_message *first);

#endif
