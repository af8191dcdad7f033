/* outcome.h - what became of one event in one process. A value, without
 * opinions: result.h gives it words. */
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
    OUTCOME_PENDING,       /* it is still at work */
    OUTCOME_EXEC_FAILED,   /* the executable cannot be run; `why` says it */
    OUTCOME_NO_RESOURCES,  /* no process, pipe or memory to be had; `why` */
    OUTCOME_RESULT,        /* bridged: the result, or the end of the stream */
    OUTCOME_HANDLER_ERROR, /* bridged: the handler threw; `error` */
    OUTCOME_INIT_ERROR,    /* bridged: the module did not load; `error` */
    OUTCOME_EXITED,        /* `code`: exit status */
    OUTCOME_SIGNALED,      /* `code`: signal, not ours */
    OUTCOME_STDOUT_CLOSED, /* bridged: closed its stdout without a result */
    OUTCOME_BAD_OUTPUT,    /* bridged: said what cannot be used; `why` */
    OUTCOME_TIMED_OUT,     /* alive when its time was over; we stopped it */
    OUTCOME_SCRATCH_FULL,  /* its folder held more than it may; `why` */
    OUTCOME_TOO_LARGE,     /* answered `said` bytes, more than may be sent */
};

/* Where in its life it ended. */
enum phase {
    PHASE_BOOT,    /* bridged: it has not read what it is to do */
    PHASE_IMPORT,  /* bridged: its module is not loaded */
    PHASE_HANDLER, /* it was at work */
    PHASE_DRAIN,   /* its stream waited for a slow reader */
};

enum { STDERR_TAIL_BYTES = 4096, ERROR_MAX_BYTES = 1024 * 1024 };

struct outcome {
    enum outcome_kind kind;
    int code;
    size_t output_bytes;
    bool bridged;
    struct error why;
    struct buf error;         /* the child's own error object, JSON */
    struct buf stream_header; /* bridged: payload of its `stream` frame */
    struct buf stderr_tail;   /* the last STDERR_TAIL_BYTES of its stderr */
    int64_t elapsed_ms;
    enum phase phase;
    char state;      /* late: what it was doing, in the kernel's letter; 0 */
    bool oom_killed; /* killed, since it wanted more memory than it may have */
    bool event_unread;           /* it has not touched its event */
    size_t partial_frame_bytes;  /* bytes of a frame that it has not finished */
    struct process_usage usage;  /* of those that were reaped by now */
    struct residue_list residue; /* once nothing of it lives */
    int64_t peak_kib; /* most memory resident at once; 0: not known. Of one that
                         exited by itself the kernel's account, which is
                         never below the bootstrap's own memory */
};

#define OUTCOME                                                                \
    {                                                                          \
        .kind = OUTCOME_PENDING, .error = BUF(ERROR_MAX_BYTES),                \
        .stream_header = BUF(64 * 1024),                                       \
        .stderr_tail = BUF(2 * STDERR_TAIL_BYTES)                              \
    }

#endif
