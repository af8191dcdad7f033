/* store.h - what the host keeps over its end: texts of JSON, each under a kind,
 * an owner and a name, in a SQLite database.
 *
 * What was put is on the disk when store_put or, in a transaction,
 * store_commit returns true; after store_sync_start a moment later. One host at
 * a time has the store. */
#ifndef DAYFLY_HOST_STORE_STORE_H
#define DAYFLY_HOST_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

struct event_loop;
struct store;
struct store_sync_end;

struct store_item {
    const char *kind;
    const char *owner;
    const char *name;
    const char *text; /* JSON */
};

/* Opens the store in this folder, which is made if it does not exist. NULL: err
 * says why, for example that another host has it. */
struct store *store_open(const char *folder, struct error *err);
/* Takes NULL. */
void store_close(struct store *store);
/* The folder, absolute. */
const char *store_folder(const struct store *store);

/* From now on no commit waits for the disk: a thread synchronizes what was
 * committed, and `end` is called in the loop. What was committed holds over the
 * host's death at once, over a power cut when it is on the disk. */
bool store_sync_start(struct store *store, struct event_loop *loop,
                      const struct store_sync_end *end,
                      struct error *err) MUST_CHECK;
/* The number of the last commit, as `end` tells it, if it is not known to be on
 * the disk; otherwise 0. */
uint64_t store_due(const struct store *store);

/* Why nothing can be changed: the disk has failed, and it is not known yet what
 * of the changes before that is there. "": it has not, or all is there. */
const char *store_failure(const struct store *store);

/* Adds or replaces one. */
bool store_put(struct store *store, const struct store_item *item,
               struct error *err) MUST_CHECK;
/* All of an owner, of each kind. */
bool store_remove_owner(struct store *store, const char *owner,
                        struct error *err) MUST_CHECK;
/* Calls `each` for all of a kind, by owner and name, until it returns false. */
bool store_each(struct store *store, const char *kind,
                bool (*each)(void *self, const struct store_item *item,
                             struct error *err),
                void *self, struct error *err) MUST_CHECK;

/* What is changed between them holds wholly or not at all. */
bool store_begin(struct store *store, struct error *err) MUST_CHECK;
bool store_commit(struct store *store, struct error *err) MUST_CHECK;
void store_rollback(struct store *store);

#endif
