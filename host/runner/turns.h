/* turns.h - which function begins its next invocation, when more of them wait
 * than the CPUs can run at once. Without it each process of a function that is
 * called without a pause takes as much of a CPU as one of any other function.
 *
 * What begins holds a turn until its runtime asks for the next event, or for as
 * long as the kind of turn lasts: what takes longer may wait for something else
 * than a CPU. While all turns of a kind are held, by more than one function,
 * and no CPU is idle, functions wait in a line. The one that has had the fewest
 * turns goes first; one that has rested need not wait. */
#ifndef DAYFLY_HOST_RUNNER_TURNS_H
#define DAYFLY_HOST_RUNNER_TURNS_H

#include <stdbool.h>
#include <stdint.h>

#include "host/base/event_loop.h"

enum turn_kind {
    TURN_CALL,  /* of a runtime process that is there */
    TURN_START, /* of a runtime process */
    TURN_KINDS,
};

struct turn_place;

struct turn {
    struct turn *next;
    const struct turn_place *place; /* borrowed: of the function that has it */
    int64_t until_ms;               /* monotonic; 0: it is not held */
    enum turn_kind kind;
};

/* The place of a function in the line. */
struct turn_place {
    struct turn_place *next;
    void (*on_turn)(void *self); /* it may begin once */
    void *self;
    bool waits;
    enum turn_kind kind; /* that it waits for */
    uint64_t had;        /* turns, compared with those of the others */
    int64_t last_ms;     /* monotonic; when it had one */
};

struct turns {
    struct loop_hook hook;
    struct turn *held; /* borrowed: those that are held */
    struct turn_place
        *waiting; /* borrowed: those with the fewest turns first */
    const struct turn_place *granted; /* its on_turn is called now */
    uint64_t fewest;                  /* turns of the one that had its last */
    unsigned cpus;
    unsigned most;     /* turns of each kind */
    int64_t looked_ms; /* at load_file */
    int load_file;     /* how many processes run; -1: unknown */
};

void turns_open(struct turns *turns, struct event_loop *loop);
/* No turn is held, and none is waited for. */
void turns_close(struct turns *turns);

/* It may begin, and will: turns_hold() follows. False: on_turn is called when
 * it may. */
bool turns_may_begin(struct turns *turns, struct turn_place *place,
                     enum turn_kind kind);
/* It waits for nothing any more. */
void turns_leave(struct turns *turns, struct turn_place *place);

/* Holds it, or changes its kind, from now on. */
void turns_hold(struct turns *turns, struct turn *turn,
                const struct turn_place *place, enum turn_kind kind);
/* Also of one that is not held. */
void turns_end(struct turns *turns, struct turn *turn);

#endif
