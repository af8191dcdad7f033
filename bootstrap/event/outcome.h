/* outcome.h - what became of one event in one process. A value, without
 * opinions: result.h gives it words. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_OUTCOME_H
#define DAYFLY_BOOTSTRAP_EVENT_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "bootstrap/event/residue_list.h"
#include "bootstrap/os/process_usage.h"

enum ending_how {
    ENDED_NOT,         /* it is still at work */
    ENDED_NEVER_BEGAN, /* the executable cannot be run; `why` says it */
    ENDED_NO_MEANS,    /* no process, pipe or memory to be had; `why` */
    ENDED_RESULT,      /* bridged: the result, or the end of the stream */
    ENDED_ERROR,       /* bridged: the handler threw; `error` */
    ENDED_INIT_ERROR,  /* bridged: the module did not load; `error` */
    ENDED_EXITED,      /* `code`: exit status */
    ENDED_KILLED,      /* `code`: signal, not ours */
    ENDED_SILENT,      /* bridged: closed its stdout without a result */
    ENDED_UNUSABLE,    /* bridged: said what cannot be used; `why` */
    ENDED_LATE,        /* alive when its time was over; we stopped it */
    ENDED_OVERFULL,    /* its folder held more than it may; `why` */
    ENDED_TOO_LONG,    /* answered `said` bytes, more than may be sent */
};

/* Where in its life it ended. */
enum phase {
    PHASE_BOOT,    /* bridged: it has not read what it is to do */
    PHASE_IMPORT,  /* bridged: its module is not loaded */
    PHASE_HANDLER, /* it was at work */
    PHASE_DRAIN,   /* its stream waited for a slow reader */
};

enum { STDERR_TAIL_BYTES = 4096, ERROR_MOST_BYTES = 1024 * 1024 };

struct ending {
    enum ending_how how;
    int code;
    size_t said;
    bool bridged;
    struct fault why;
    struct buf error;  /* the child's own error object, JSON */
    struct buf opened; /* bridged: payload of its `stream` frame */
    struct buf tail;   /* the last STDERR_TAIL_BYTES of its stderr */
    int64_t elapsed_ms;
    enum phase phase;
    char state;       /* late: what it was doing, in the kernel's letter; 0 */
    bool starved;     /* killed, since it wanted more memory than it may have */
    bool unread;      /* it has not touched its event */
    size_t half;      /* bytes of a frame that it has not finished */
    struct toll toll; /* of those that were reaped by now */
    struct leftovers left; /* once nothing of it lives */
    int64_t peak_kib; /* most memory resident at once; 0: not known. Of one that
                         exited by itself the kernel's account, which is
                         never below the bootstrap's own memory */
};

#define ENDING                                                                 \
    {                                                                          \
        .how = ENDED_NOT, .error = BUF(ERROR_MOST_BYTES),                      \
        .opened = BUF(64 * 1024), .tail = BUF(2 * STDERR_TAIL_BYTES)           \
    }

#endif
