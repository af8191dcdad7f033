/* outcome.h - how one event ended in one process. A value; response_builder
 * turns it into a response. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_OUTCOME_H
#define DAYFLY_BOOTSTRAP_EVENT_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap/event/residue_list.h"
#include "bootstrap/os/process_usage.h"
#include "common/buf.h"
#include "common/error.h"

enum outcome_kind {
    OUTCOME_PENDING,       /* not known yet: the process is at work */
    OUTCOME_EXEC_FAILED,   /* the executable cannot be run; see `why` */
    OUTCOME_NO_RESOURCES,  /* no process, pipe or memory available; see `why` */
    OUTCOME_RESULT,        /* bridged: the result, or the end of the stream */
    OUTCOME_HANDLER_ERROR, /* bridged: the handler threw; see `error` */
    OUTCOME_INIT_ERROR,    /* bridged: the module did not load; see `error` */
    OUTCOME_EXITED,        /* the process exited; `code` is the status */
    OUTCOME_SIGNALED, /* a signal not from us ended it; `code` is its number */
    OUTCOME_STDOUT_CLOSED, /* bridged: stdout closed without a result */
    OUTCOME_BAD_OUTPUT,    /* bridged: a frame that cannot be used; see `why` */
    OUTCOME_TIMED_OUT,     /* it did not end before its deadline; we stop it */
    OUTCOME_SCRATCH_FULL, /* its private folder is above the limit; see `why` */
    OUTCOME_TOO_LARGE,    /* the result has more than PAYLOAD_MAX_BYTES */
};

/* What the process was doing when the outcome became known. */
enum phase {
    PHASE_BOOT,    /* bridged: it has not read its first line yet */
    PHASE_IMPORT,  /* bridged: it is loading the handler's module */
    PHASE_HANDLER, /* the handler runs */
    PHASE_DRAIN,   /* its stream waits for a slow reader */
};

enum { STDERR_TAIL_BYTES = 4096, ERROR_MAX_BYTES = 1024 * 1024 };

struct outcome {
    enum outcome_kind kind;
    int code;
    bool bridged;
    struct error why;
    struct buf error;         /* the handler's own error object, JSON */
    struct buf stream_header; /* bridged: payload of the `stream` frame */
    struct buf stderr_tail;   /* holds the last STDERR_TAIL_BYTES of stderr */
    int64_t elapsed_ms;
    enum phase phase;
    char state; /* timed out: process state as in proc(5) stat; 0: not known */
    bool oom_killed;             /* its control group ran out of memory */
    bool event_unread;           /* it has read nothing of its event */
    size_t partial_frame_bytes;  /* bytes of a frame that is not complete */
    struct process_usage usage;  /* of the processes that were reaped so far */
    struct residue_list residue; /* known when no process is left */
    int64_t peak_kib; /* peak resident memory; 0: not known. If the process
                         exited by itself, this is the kernel's value, which is
                         never below the bootstrap's own memory */
};

#define OUTCOME                                                                \
    {                                                                          \
        .kind = OUTCOME_PENDING, .error = BUF(ERROR_MAX_BYTES),                \
        .stream_header = BUF(64 * 1024),                                       \
        .stderr_tail = BUF(2 * STDERR_TAIL_BYTES)                              \
    }

/* Sets kind and code unless an outcome is known already: only the first one
 * counts. */
void outcome_set(struct outcome *outcome, enum outcome_kind kind, int code);
/* Forgets the event; keeps the memory. */
void outcome_clear(struct outcome *outcome);
void outcome_free(struct outcome *outcome);

#endif
