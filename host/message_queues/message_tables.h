/* message_tables.h - the tables of queues and messages, in the database of the
 * events: what an event leads to and the end of the event are one transaction.
 *
 *   queue      document: {attributes, tags, created, changed}; what is absent
 *              is the default of SQS. `given`: attributes that a file gives
 *   queued     a message. `visible`: from when it can be received; `tries`: how
 *              often it was, in this queue; `received`: in all; `receipt`: of
 *              the last time, "" before; `source`: the queue that it failed in;
 *              `facts`: {MessageAttributes, Attributes}. Times are in ms
 *   sent_once  what a FIFO queue has got in the last minutes; and what it has
 *              given to receives that have an id (message_attempt.c) */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_TABLES_H
#define DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_TABLES_H

/* From version 1 of the database, whose messages had another form, to 2. It was
 * released: it stays as it is. */
#define MESSAGE_TABLES_STEP                                                    \
    "CREATE TABLE queue (number INTEGER PRIMARY KEY AUTOINCREMENT,"            \
    " name TEXT NOT NULL UNIQUE, document TEXT NOT NULL) STRICT;"              \
    "CREATE TABLE queued (id INTEGER PRIMARY KEY AUTOINCREMENT,"               \
    " queue TEXT NOT NULL, message TEXT NOT NULL, sent INTEGER NOT NULL,"      \
    " visible INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0,"          \
    " tries INTEGER NOT NULL DEFAULT 0, first INTEGER NOT NULL DEFAULT 0,"     \
    " receipt TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '',"      \
    " family TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL,"                   \
    " body BLOB NOT NULL) STRICT;"                                             \
    "CREATE INDEX queued_visible ON queued (queue, visible, id);"              \
    "CREATE INDEX queued_family ON queued (queue, family, id)"                 \
    " WHERE family != '';"                                                     \
    "CREATE TABLE sent_once (queue TEXT NOT NULL, dedup TEXT NOT NULL,"        \
    " message TEXT NOT NULL, id INTEGER NOT NULL, sent INTEGER NOT NULL,"      \
    " PRIMARY KEY (queue, dedup)) STRICT, WITHOUT ROWID;"                      \
    "INSERT INTO queue (name, document)"                                       \
    " SELECT DISTINCT queue, '{}' FROM message;"                               \
    "INSERT INTO queued (queue, message, sent, visible, facts, body)"          \
    " SELECT queue, message, sent, sent,"                                      \
    " '{\"MessageAttributes\":' || attributes || '}', bytes"                   \
    " FROM message JOIN body USING (id) ORDER BY id;"                          \
    "DELETE FROM body WHERE id IN (SELECT id FROM message);"                   \
    "DROP TABLE message;"

#endif
