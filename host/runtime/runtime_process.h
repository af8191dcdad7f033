/* runtime_process.h - one runtime process, a function's bootstrap: starts it,
 * reads what it prints, and notices its exit.
 *
 * It leads a session of its own: Ctrl-C at the host's terminal does not reach
 * it, and its process group can be killed at once. Its exit is noticed by a
 * pidfd, which becomes readable on exit only; SIGCHLD is also sent for stops.
 */
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
    pid_t pid;       /* 0: it does not run */
    bool has_groups; /* control groups of its own, where it could make them */
    struct event_loop *loop;
    struct fd_watch exit_watch; /* the pidfd */
    int errors;     /* has the errno of a program that cannot be run; or -1 */
    int exec_error; /* after its exit: that errno; 0: it was run */
    struct runtime_pipe out;
    struct runtime_pipe err;
    /* It printed a line, given without the line end. */
    void (*on_line)(void *self, const char *text, size_t size);
    /* It exited. It may be started again from here. */
    void (*on_exit)(void *self, const siginfo_t *death);
    void *self;
};

/* The owner sets on_line, on_exit and self afterwards. */
void runtime_process_init(struct runtime_process *process,
                          struct event_loop *loop);

/* Starts the function's bootstrap in its folder, with the door of a channel, or
 * -1. False: err says why not, and errno is that of what failed. */
bool runtime_process_start(struct runtime_process *process,
                           const struct function *fn, char *const env[],
                           int door, struct error *err);
/* False: err says why the function's bootstrap cannot be run. */
bool runtime_process_explain(const struct function *fn, int error,
                             struct error *err);
/* Calls on_line for all that was printed up to now. */
void runtime_process_drain(struct runtime_process *process);
/* Sends a signal to its process group. on_exit follows when it has exited. */
void runtime_process_signal(const struct runtime_process *process, int number);
/* Before on_exit: it will not read what it is sent. */
bool runtime_process_has_exited(const struct runtime_process *process);
/* Kills it and waits for its exit; on_exit is not called. */
void runtime_process_stop(struct runtime_process *process);

#endif
