/* aside.h - a thread that starts processes for another one, which waits for it:
 * they are in the control group of this thread. */
#ifndef DAYFLY_HOST_BASE_ASIDE_H
#define DAYFLY_HOST_BASE_ASIDE_H

#include <pthread.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"

/* What posix_spawn(3) gets. */
struct aside_start {
    const char *path;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *argv;
    char *const *env;
};

struct aside {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    const struct aside_start *start; /* that is to be done, or NULL */
    pid_t pid;
    int failed;
    bool ends;
    bool is_open;
};

/* The signals that the caller blocks are blocked in it. False: there is no
 * thread, and err says why not. */
bool aside_open(struct aside *aside, struct error *err) MUST_CHECK;
/* Nothing if it is not open. */
void aside_close(struct aside *aside);
/* As posix_spawn(3): 0 or an errno value. aside NULL: in the calling thread. */
int aside_spawn(struct aside *aside, pid_t *pid,
                const struct aside_start *start);

#endif
