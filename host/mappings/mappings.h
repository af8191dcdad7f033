/* mappings.h - event source mappings: which function gets the messages of which
 * queue. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPINGS_H
#define DAYFLY_HOST_MAPPINGS_MAPPINGS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/base/event_loop.h"
#include "host/base/ids.h"
#include "host/functions/function_name.h"
#include "host/message_queues/message_fetch.h"
#include "host/message_queues/message_queues.h"

struct dispatcher;
struct management;
struct mappings;

enum { MAPPINGS_MAX = 10000 };

/* What the document says, as the poller needs it. */
struct mapping_settings {
    struct function_name function;
    char queue[QUEUE_NAME_MAX + 1];
    size_t batch_most;
    int64_t window_ms;   /* it waits so long for a batch to be full */
    size_t running_most; /* batches at once; 0: as many as the function takes */
    bool reports_items;  /* the function says which messages have failed */
    bool enabled;
};

/* Since it was made, or the host's start. */
struct mapping_counts {
    uint64_t batches_done;
    uint64_t batches_partial; /* some of their messages have failed */
    uint64_t batches_failed;
    uint64_t done; /* messages */
    uint64_t failed;
    uint64_t filtered; /* no pattern wants them */
};

struct mapping {
    struct mappings *all;
    struct mapping *next;
    char uuid[UUID_SIZE];
    /* Owned: EventSourceMappingConfiguration without its state, and `tags`. */
    json_t *document;
    struct mapping_settings settings;
    json_t *patterns;   /* owned: a list; empty: all messages */
    const char *result; /* of the last batch */
    struct mapping_counts counts;
    bool from_folder; /* dayfly.json or a template has it: it is not stored */
    bool found;       /* there, by the search that runs */

    /* Of the poller. */
    struct message_fetch fetch;
    struct fetched_message *gathered; /* owned: a batch that may grow */
    size_t gathered_count;
    size_t gathered_bytes;
    int64_t gathered_until_ms; /* monotonic */
    struct queue_waiter waiter;
    struct timer timer;
    bool fetching;  /* it is a job of the thread */
    bool leaving;   /* it was removed: it is freed as soon as nothing uses it */
    size_t running; /* batches that the function has */
    size_t users;   /* batches that refer to it */
};

struct mappings {
    struct management *management; /* borrowed, as the next */
    struct message_queues *queues;
    struct mapping *first;   /* owned */
    struct mapping *leaving; /* owned */
    bool started;            /* by the poller */
    bool stopping;

    /* Of those that folders and templates bring (mapping_folders.h). */
    json_t *wanted;    /* owned: name of a queue to its attributes */
    json_t *told;      /* owned: lines that the log has, as keys */
    unsigned searched; /* what the functions and templates were then */
    size_t changing;   /* queues that are being made or changed */
    bool is_partial;   /* what some function wants is not known */
};

/* Reads them. False: err says why; mappings_close is due all the same. */
bool mappings_open(struct mappings *mappings, struct management *management,
                   struct message_queues *queues, struct error *err) MUST_CHECK;
/* The poller and its jobs have ended. Takes zeroed memory. */
void mappings_close(struct mappings *mappings);
/* NULL: there is none. */
struct mapping *mappings_find(const struct mappings *mappings,
                              const char *uuid);
/* Stores it, new or changed. Takes the document. NULL: err says why, and
 * nothing has changed. */
struct mapping *mappings_put(struct mappings *mappings, const char *uuid,
                             json_t *document, struct error *err);
/* The same without storing it: it is of a folder. */
struct mapping *mappings_set(struct mappings *mappings, const char *uuid,
                             json_t *document);
/* It is on the list of those that leave then. */
bool mappings_remove(struct mapping *mapping, struct error *err) MUST_CHECK;
/* Frees one that is leaving and has nothing to do any more. */
void mappings_release(struct mapping *mapping);

#endif
