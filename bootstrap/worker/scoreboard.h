/* scoreboard.h - what the runtime processes of one bootstrap share: which of
 * them has an event, and which may have a spare.
 *
 * It is shared memory with a slot per runtime, mapped by the supervisor before
 * it forks. Handlers do not inherit it, for execve(2) drops the mapping. A
 * token is the permission to have one spare process. The number of tokens is
 * limited, and each holds the number of its slot, so that the tokens of a dead
 * runtime can be released. No call waits for another process.
 *
 * A platform gives the next event to the runtime that has polled longest. There
 * a spare is of most use, so a free token goes to that runtime and not to the
 * one that has just used its own. WAKE_SIGNAL notifies it. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_SCOREBOARD_H
#define DAYFLY_BOOTSTRAP_WORKER_SCOREBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/os/self_init.h"
#include "common/error.h"

enum {
    SLOT_ID_SIZE = 128,
};

struct scoreboard;

/* The place of one runtime. board NULL: there is only one runtime; it always
 * gets a token, and nothing else is recorded. */
struct scoreboard_slot {
    struct scoreboard *board;
    size_t index;
};

/* runtimes: 1 to CONCURRENCY_MAX; tokens: 1 to SPARES_MAX. NULL: err says why.
 */
struct scoreboard *scoreboard_new(size_t runtimes, size_t tokens,
                                  struct error *err);
void scoreboard_free(struct scoreboard *board);
/* The slot belongs to the runtime process `pid`, which calls this before
 * anything else. pid 0: the runtime is dead; its token is released. */
void scoreboard_assign(struct scoreboard *board, size_t index, pid_t pid);
/* The runtime in this slot has had an event since scoreboard_assign. */
bool scoreboard_had_event(const struct scoreboard *board, size_t index);

/* The first runtime checks that the function can start. Then it marks the
 * scoreboard as started, and all runtimes may request events. */
bool slot_is_first(const struct scoreboard_slot *slot);
bool scoreboard_is_started(const struct scoreboard_slot *slot);
void scoreboard_mark_started(const struct scoreboard_slot *slot);

/* The runtime requests an event; it has the event with this id; it has sent the
 * response. */
void slot_set_polling(const struct scoreboard_slot *slot);
void slot_set_busy(const struct scoreboard_slot *slot, const char *request_id);
void slot_set_done(const struct scoreboard_slot *slot);
bool slot_is_polling(const struct scoreboard_slot *slot);
/* True if the previous runtime in this slot died before it answered its event;
 * request_id is that event. An id longer than SLOT_ID_SIZE - 1 is not known. */
bool slot_orphaned_id(const struct scoreboard_slot *slot,
                      char request_id[SLOT_ID_SIZE]);

/* True: the slot holds a token now and its runtime may start a spare. False:
 * all tokens are taken, or another runtime comes first and is notified. */
bool slot_acquire_token(const struct scoreboard_slot *slot);
/* The runtime has no spare any more. */
void slot_release_token(const struct scoreboard_slot *slot);
/* If a token is free, notifies the runtime that comes first. */
void slot_notify_next(const struct scoreboard_slot *slot);

#endif
