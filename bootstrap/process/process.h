/* process.h - one process for one event: fed, listened to, stopped, swept.
 *
 * A slot is EMPTY, then RUNNING from slot_start on, busy from slot_give on,
 * STOPPING from slot_stop on, and EMPTY again when neither the process nor any
 * descendant nor their private folder is left. It knows nothing of HTTP and not
 * what bytes mean. Nothing here waits: the loop does, with what slot_watch
 * added, and calls slot_turn.
 *
 * Descendants are told apart by who they were left to, which is all of us:
 * while another slot is busy, what a stopped one left behind is its to end. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_PROCESS_H
#define DAYFLY_BOOTSTRAP_PROCESS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/process/process_times.h"
#include "common/log.h"
#include "bootstrap/event/response_body.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/process/stdio_pipes.h"
#include "bootstrap/cleanup/residue.h"
#include "bootstrap/cleanup/scratch_dir.h"
#include "bootstrap/sandbox/spawn.h"
#include "common/poll_set.h"

enum slot_state { SLOT_EMPTY, SLOT_RUNNING, SLOT_STOPPING };

struct slot {
    enum slot_state state;
    pid_t pid; /* of the leader; 0 once it is reaped */
    int pidfd;
    bool bridged;
    bool busy;                /* it was given an event */
    bool untouched;           /* it ended and has read nothing of that */
    const struct slot *other; /* borrowed: beside this one; or NULL */
    int64_t stop_ms;          /* when its time is over */
    int64_t margin_ms;        /* from then on; set before slot_give */
    int64_t kill_ms;          /* late: when it has had its time to clean up */
    int64_t silent_ms;   /* bridged, stdout closed: when it counts as mute */
    int64_t stopping_ms; /* since when it is being stopped */
    bool stubborn;       /* said in the log that it will not die */
    bool traced;         /* dead, and kept from us by who traces it */
    bool accounted;      /* what is known of it is in its ending */
    struct account account;
    const struct cgroup *group; /* borrowed: it is in; or NULL */
    int64_t kills;              /* of that, before */
    struct pipes pipes;
    struct scratch_folder *folder; /* borrowed; emptied and gone before the slot
                                      is EMPTY; or NULL */
    struct residue *residue;       /* borrowed; or NULL */
    struct log *log;               /* borrowed */
    struct body *said;             /* borrowed: the answer, or the stream */
    struct ending *end;            /* borrowed: filled as it becomes known */
};

/* `feed` must live until the slot stops; it and what slot_give adds are at most
 * FEED_MOST pieces. */
struct slot_work {
    const struct program *program;
    const char *nonce; /* NULL: a plain executable */
    const struct iovec *feed;
    size_t feed_count;
    const struct cgroup *group; /* NULL: none */
};

void slot_init(struct slot *s, struct log *log, struct body *said,
               struct ending *end);
/* The slot must be empty. When the process cannot be had, end->how says so and
 * the slot stays empty. */
void slot_start(struct slot *s, const struct slot_work *work);
/* Its event. When its time is over at stop_ms, that is its ending: it is told
 * by SIGTERM, and killed with all it started after half of the margin. */
void slot_give(struct slot *s, const struct iovec *feed, size_t count,
               int64_t stop_ms);
/* Its event is over, and it may have another. end->how is ENDED_NOT again. */
void slot_rest(struct slot *s);
/* It ran late and is being ended: soon more will be known of it. */
bool slot_owes(const struct slot *s);
void slot_watch(const struct slot *s, struct watch *w);
void slot_turn(struct slot *s, const struct watch *w);
/* Kill everything now. Safe on a slot that is stopping or empty. */
void slot_stop(struct slot *s);
void slot_free(struct slot *s);

#endif
