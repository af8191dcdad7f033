/* runtime_process.h - one bootstrap process: started, listened to, buried.
 *
 * It leads a session of its own, so that a Ctrl-C at the host's terminal does
 * not reach it and all of its group can be killed at once. Its end is learnt
 * from a pidfd: waitpid can be lied to by a traced child. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_PROCESS_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "common/line_splitter.h"
#include "host/base/event_loop.h"
#include "host/functions/function.h"

struct runtime_pipe {
    struct fd_watch watch;
    struct line_splitter splitter;
    struct runtime_process *process;
};

struct runtime_process {
    pid_t pid; /* 0: none is running */
    struct event_loop *loop;
    struct fd_watch exit_watch; /* the pidfd */
    struct runtime_pipe out;
    struct runtime_pipe err;
    /* A line it printed. */
    void (*on_line)(void *self, const char *text, size_t size);
    /* It ended; the stage is empty again, and may be started from here. */
    void (*on_exit)(void *self, const siginfo_t *death);
    void *self;
};

/* An empty stage; its owner sets `line`, `ended` and `self`. */
void runtime_process_init(struct runtime_process *process,
                          struct event_loop *loop);

/* False: f says why it could not be started; the stage is empty. */
bool runtime_process_start(struct runtime_process *process,
                           const struct function *fn, char *const env[],
                           struct error *err);
/* Tells the lines that have been printed up to now. */
void runtime_process_drain(struct runtime_process *process);
/* A signal to its whole group; `ended` follows when it has died. */
void runtime_process_signal(const struct runtime_process *process, int number);
/* Kills and buries it without telling `ended`. */
void runtime_process_stop(struct runtime_process *process);

#endif
