/* program_build.h - runs `go build` for a function whose program is older than
 * its source: one at a time, while the calls of the function wait. */
#ifndef DAYFLY_HOST_DISPATCH_PROGRAM_BUILD_H
#define DAYFLY_HOST_DISPATCH_PROGRAM_BUILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"
#include "host/base/event_loop.h"

struct function;

struct program_build {
    struct event_loop *loop; /* borrowed */
    struct fd_watch child;   /* a pidfd; -1: none runs */
    pid_t pid;
    int64_t unable_ms; /* when one could not even begin; 0: never */
    void (*on_end)(void *self);
    void *self;
};

/* `on_end` is called when a build has ended, by itself. */
void program_build_init(struct program_build *build, struct event_loop *loop,
                        void (*on_end)(void *self), void *self);
bool program_build_is_running(const struct program_build *build);
enum program_build_need {
    PROGRAM_BUILD_NONE,  /* the function runs what its source says */
    PROGRAM_BUILD_TAKEN, /* a build has ended: read the function again */
    PROGRAM_BUILD_DUE,
};

/* What the times of the function's files say, and whether builds can be made at
 * all. */
enum program_build_need program_build_need(const struct program_build *build,
                                           const struct function *fn);
/* None may be running. False: err says why it cannot. */
bool program_build_start(struct program_build *build, const struct function *fn,
                         struct error *err);
/* Kills the build that runs. */
void program_build_close(struct program_build *build);

#endif
