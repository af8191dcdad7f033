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
 * has just used its own: the lane is told by BUDGET_SIGNAL. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_SCOREBOARD_H
#define DAYFLY_BOOTSTRAP_WORKER_SCOREBOARD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"

enum {
    BUDGET_SIGNAL = SIGUSR1,
    LANES_MOST = 1000,
    TOKENS_MOST = 1000,
    SEAT_ID_SIZE = 128,
};

struct budget;

/* A lane's place. No budget: there is one lane, and nothing to share. */
struct seat {
    struct budget *budget;
    size_t number;
};

/* Both numbers are from 1 to their most. NULL: f says why. */
struct budget *budget_new(size_t lanes, size_t tokens, struct fault *f);
void budget_free(struct budget *b);
/* The lane of this seat is this process, which says so itself before it looks
 * whether it may begin; 0: it is dead, and what it held is free. */
void budget_seat(struct budget *b, size_t number, pid_t pid);
/* It had an event since it was seated. */
bool budget_was_given(const struct budget *b, size_t number);

/* Open: the first lane has found that the function can start, and all may ask
 * for events. */
bool seat_is_first(const struct seat *s);
bool seat_is_open(const struct seat *s);
void seat_open(const struct seat *s);

/* The lane asks for an event; it was given one, of this id; it has answered. */
void seat_asks(const struct seat *s);
void seat_is_given(const struct seat *s, const char *request_id);
void seat_is_done(const struct seat *s);
bool seat_waits(const struct seat *s);
/* The id of an event that who sat here before has left without an answer. An
 * id longer than fits is not known. */
bool seat_is_left(const struct seat *s, char request_id[SEAT_ID_SIZE]);

/* A process may be started ahead here: the seat holds a token now. False: all
 * are held, or another lane comes first and was told. */
bool seat_may_raise(const struct seat *s);
/* There is none ahead here any more. */
void seat_release(const struct seat *s);
/* Tells who comes first, if a token is free. */
void seat_offer(const struct seat *s);

#endif
