/* schedule_released.h - which version of a function brings its schedules: of a
 * function that is deployed, the one of its release. */
#ifndef DAYFLY_HOST_SCHEDULES_SCHEDULE_RELEASED_H
#define DAYFLY_HOST_SCHEDULES_SCHEDULE_RELEASED_H

#include <jansson.h>

struct function;
struct scheduler;

/* The alias that `dayfly deploy` moves unless another one is named. */
#define SCHEDULE_RELEASED_ALIAS "live"

struct schedule_released {
    const struct function *function; /* borrowed: whose files bring them */
    const char *qualifier;           /* what is called */
    struct function *owned;          /* NULL: `function` is $LATEST */
};

/* Of $LATEST, unless the function has the alias. */
void schedule_released_open(struct schedule_released *released,
                            const struct scheduler *sc,
                            const struct function *latest);
void schedule_released_close(struct schedule_released *released);

#endif
