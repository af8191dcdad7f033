/* program_build.h - runs a command of a function, one at a time: its build,
 * while its calls wait, such as `go build` where its program is older than its
 * source; or what a webhook deploys by. */
#ifndef DAYFLY_HOST_BUILD_PROGRAM_BUILD_H
#define DAYFLY_HOST_BUILD_PROGRAM_BUILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/error.h"
#include "host/base/event_loop.h"

enum { PROGRAM_BUILD_MAX_S = 600, PROGRAM_BUILD_HOW_SIZE = 80 };

struct function;

struct program_build {
    struct event_loop *loop; /* borrowed */
    struct fd_watch child;   /* a pidfd; -1: none runs */
    pid_t pid;
    int64_t unable_ms;  /* when one could not even begin; 0: never */
    int64_t began_ms;   /* monotonic */
    struct timer limit; /* of a command's time */
    bool is_over_limit;
    int status; /* of the last one: its exit status; -1: it was killed */
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
struct build_command;

/* None may be running. False: err says why it cannot. */
bool program_build_run(struct program_build *build,
                       const struct build_command *command, struct error *err);
/* The same, of `go build`. */
bool program_build_start(struct program_build *build, const struct function *fn,
                         struct error *err);
/* How the last one has ended, such as "failed with exit status 1". */
void program_build_how(const struct program_build *build,
                       char how[PROGRAM_BUILD_HOW_SIZE]);
/* Kills the build that runs. */
void program_build_close(struct program_build *build);

/* The host's own program, as the start of a build: it leaves the host's control
 * group (host_group.h). */
#define BUILD_APART "--apart" /* PROGRAM NAME ARGUMENT... */
/* words[0] is that. Returns only if the program cannot be run: the exit status.
 */
int program_build_apart(char *const words[]);

#endif
