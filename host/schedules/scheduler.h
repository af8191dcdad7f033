/* scheduler.h - the schedules of the host: each becomes an event of its
 * function when it is due. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULER_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/base/event_loop.h"
#include "host/schedules/schedule.h"

struct events;
struct function_registry;
struct log_writer;
struct management;
struct store;

enum { SCHEDULES_MAX = 10000 };

struct scheduler {
    struct schedule *list; /* owned */
    size_t count;
    json_t *groups;      /* owned: name to its document (schedule_groups.h) */
    json_t *rules;       /* owned: name to its document (host/rules/rules.h) */
    struct store *store; /* borrowed, as the next */
    struct events *events;
    struct function_registry *registry;
    struct management *management;
    struct event_loop *loop;
    struct log_writer *log;
    const char *region;
    struct fd_watch clock;  /* a timerfd of the wall clock */
    struct timer try_timer; /* when the queue took no event, or one is over */
    struct loop_hook hook;  /* for the owner */
    unsigned searched;      /* the registry's changes then */
    unsigned searched_catalog; /* the catalog's */
    bool ready;                /* the marks were read */
    bool stopping;
};

/* Reads the schedules of the store. False: err says why; scheduler_close is due
 * all the same. */
bool scheduler_open(struct scheduler *sc, const struct scheduler *parts,
                    struct error *err) MUST_CHECK;
/* No event is made any more. */
void scheduler_stop(struct scheduler *sc);
/* The events are closed before. */
void scheduler_close(struct scheduler *sc);

/* NULL: there is none. */
struct schedule *scheduler_find(const struct scheduler *sc, const char *group,
                                const char *name);
/* Stores it, in the place of the one with its name if there is one. Takes it.
 * False: err says why, and nothing has changed. */
bool scheduler_put(struct scheduler *sc, struct schedule *s,
                   struct error *err) MUST_CHECK;
/* False: it is there as before, and err says why. */
bool scheduler_remove(struct scheduler *sc, struct schedule *s,
                      struct error *err) MUST_CHECK;
#endif
