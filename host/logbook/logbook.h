/* logbook.h - what the functions print and what the host says of their calls,
 * kept in files: a folder for each function, bounded by size and age.
 *
 * Lines are collected and written before the loop waits. A disk that takes none
 * is reported once; calls go on, and lines are dropped when
 * LOG_PENDING_MAX bytes of a function wait. */
#ifndef DAYFLY_HOST_LOGBOOK_LOGBOOK_H
#define DAYFLY_HOST_LOGBOOK_LOGBOOK_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "host/base/event_loop.h"
#include "host/logbook/log_bounds.h"
#include "host/logbook/log_group.h"

struct log_writer;

enum { LOGBOOK_OWN_MAX = 1000 }; /* logs that are no function's */

struct logbook {
    char folder[PATH_MAX]; /* "": it is not open, and keeps nothing */
    struct log_limits limits;
    struct event_loop *loop;
    struct log_writer *log; /* for the host's own sentences; borrowed */
    struct log_group *groups;
    struct log_group *pending; /* have lines to write */
    struct loop_hook hook;
    struct timer sweep_timer;
    int64_t retry_ms; /* monotonic; no write before; 0: the disk is good */
};

/* It keeps nothing yet. After log_writer_open, whose order of hooks holds here,
 * too. */
void logbook_init(struct logbook *book, struct event_loop *loop,
                  struct log_writer *log);
/* Keeps them in the folder `logs` of `parent`. False: err says why, and it
 * keeps nothing. */
bool logbook_open(struct logbook *book, const char *parent,
                  const struct log_limits *limits,
                  struct error *err) MUST_CHECK;
/* Keeps a line of a function. `request` is an id; NULL: the one that the text
 * names, if it does. */
void logbook_add(struct logbook *book, const char *function,
                 const char *request, const char *stream, const char *text,
                 size_t size);
/* Keeps an event that a caller has put into a group. False: it has no place,
 * as the disk takes nothing. */
bool logbook_put(struct logbook *book, struct log_group *group,
                 const struct log_line *line) MUST_CHECK;
/* How many logs are no function's. */
size_t logbook_own_count(const struct logbook *book);
/* The log of a function, all its lines written as far as the disk takes them.
 * NULL: nothing was kept, and nothing is set. */
struct log_group *logbook_find(struct logbook *book, const char *function);
/* The same, or one that has no lines and no settings yet. NULL: no function can
 * have this name, or no memory. */
struct log_group *logbook_make(struct logbook *book, const char *function);
/* Forgets a function's log. */
void logbook_remove(struct logbook *book, struct log_group *group);
/* Takes one that is not open. */
void logbook_close(struct logbook *book);

#endif
