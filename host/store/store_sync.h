/* store_sync.h - a thread that brings to the disk what a database has written,
 * so that the event loop never waits for that.
 *
 * The database has a write-ahead log and `synchronous = NORMAL`: what is
 * committed is in the log, written but not synchronized. The thread
 * synchronizes the log, once for all that was committed meanwhile, and moves
 * the log's pages into the database when there are many.
 *
 * If the disk fails, nothing that was committed after the last success is known
 * to be there, nor can a later success tell (wal_file.h). The thread does no
 * more then until the log was written anew. */
#ifndef DAYFLY_HOST_STORE_STORE_SYNC_H
#define DAYFLY_HOST_STORE_STORE_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

struct event_loop;
struct store_sync;

struct store_sync_end {
    /* In the loop: all up to commit number `to` is on the disk, or, if err has
     * a text, may not be. After an error nothing may be committed until the
     * next success; once a minute it is told again. */
    void (*call)(void *self, uint64_t to, const struct error *err);
    void *self;
};

/* Of the database in this file, whose log is there. NULL: err says why. */
struct store_sync *store_sync_open(const char *path, struct event_loop *loop,
                                   const struct store_sync_end *end,
                                   struct error *err);
/* Waits until all that was wanted is on the disk; `end` is not called. Before
 * the database is closed. False: the disk has failed, so the log must stay as
 * it is. Takes NULL. */
bool store_sync_close(struct store_sync *sync);
/* After an error: tries every second to bring the log's frames, of which
 * nothing is committed any more, to the disk anew. */
void store_sync_mend(struct store_sync *sync, int frames);
/* Commit number `to` is in the log, which has so many pages now. Numbers grow.
 */
void store_sync_want(struct store_sync *sync, uint64_t to, int pages);

#endif
