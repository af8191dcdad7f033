/* scoreboard.h - how many processes may wait ahead of their events in all lanes
 * together, and in which.
 *
 * Lanes share this and nothing else: memory with a seat for each, made before
 * they are. No child of theirs has it, for it is no descriptor. A token is one
 * waiting process's permit to be; the lane it belongs to is written on it, so
 * that what a dead lane held can be given back. Nobody waits for anybody here.
 *
 * Platforms give an event to who has asked longest. There a waiting process is
 * of use, and so a token that is free goes to that lane, not to the one that
 * has just used its own: the lane is told by WAKE_SIGNAL. */
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

/* A lane's place. No budget: there is one lane, and nothing to share. */
struct scoreboard_slot {
    struct scoreboard *board;
    size_t index;
};

/* Both numbers are from 1 to their most. NULL: f says why. */
struct scoreboard *scoreboard_new(size_t lanes, size_t tokens,
                                  struct error *err);
void scoreboard_free(struct scoreboard *board);
/* The lane of this seat is this process, which says so itself before it looks
 * whether it may begin; 0: it is dead, and what it held is free. */
void scoreboard_assign(struct scoreboard *board, size_t number, pid_t pid);
/* It had an event since it was seated. */
bool scoreboard_had_event(const struct scoreboard *board, size_t number);

/* Open: the first lane has found that the function can start, and all may ask
 * for events. */
bool slot_is_first(const struct scoreboard_slot *slot);
bool scoreboard_is_started(const struct scoreboard_slot *slot);
void scoreboard_mark_started(const struct scoreboard_slot *slot);

/* The lane asks for an event; it was given one, of this id; it has answered. */
void slot_set_polling(const struct scoreboard_slot *slot);
void slot_set_busy(const struct scoreboard_slot *slot, const char *request_id);
void slot_set_done(const struct scoreboard_slot *slot);
bool slot_is_polling(const struct scoreboard_slot *slot);
/* The id of an event that who sat here before has left without an answer. An
 * id longer than fits is not known. */
bool slot_orphaned_id(const struct scoreboard_slot *slot,
                      char request_id[SLOT_ID_SIZE]);

/* A process may be started ahead here: the seat holds a token now. False: all
 * are held, or another lane comes first and was told. */
bool slot_acquire_token(const struct scoreboard_slot *slot);
/* There is none ahead here any more. */
void slot_release_token(const struct scoreboard_slot *slot);
/* Tells who comes first, if a token is free. */
void slot_notify_next(const struct scoreboard_slot *slot);

#endif
