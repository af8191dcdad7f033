/* archive_process.h - a process of the host's own program that does
 * archive_command(), while the event loop goes on. */
#ifndef DAYFLY_HOST_ARCHIVE_ARCHIVE_PROCESS_H
#define DAYFLY_HOST_ARCHIVE_ARCHIVE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/buf.h"
#include "common/error.h"
#include "host/base/event_loop.h"

struct archive_process {
    struct event_loop *loop;
    pid_t pid; /* 0: it has ended */
    struct fd_watch exit_watch;
    int out;
    bool inherits_environment; /* else it has none */
    /* Once, after its end; `line` is what it printed, "" if it failed. */
    void (*on_end)(void *self, const char *line);
    void *self;
};

/* words: as for archive_command(). on_end and self are set by the caller.
 * False: err says why; on_end is not called. */
bool archive_process_start(struct archive_process *process,
                           struct event_loop *loop, char *const words[],
                           struct error *err) MUST_CHECK;
/* Ends it, without on_end. Safe if it has ended. */
void archive_process_stop(struct archive_process *process);

#endif
