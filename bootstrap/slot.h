/* slot.h - one process for one event: fed, listened to, stopped, swept.
 *
 * A slot is EMPTY, then RUNNING from slot_start on, STOPPING from slot_stop on,
 * and EMPTY again when neither the process nor any descendant is left. It knows
 * nothing of HTTP and not what bytes mean. Nothing here waits: the loop does,
 * with what slot_watch added, and calls slot_turn. */
#ifndef DAYFLY_SLOT_H
#define DAYFLY_SLOT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/base/log.h"
#include "bootstrap/body.h"
#include "bootstrap/ending.h"
#include "bootstrap/feed.h"
#include "bootstrap/hearing.h"
#include "bootstrap/spawn.h"
#include "bootstrap/watch.h"

enum slot_state { SLOT_EMPTY, SLOT_RUNNING, SLOT_STOPPING };

struct slot {
    enum slot_state state;
    pid_t pid; /* of the leader; 0 once it is reaped */
    int pidfd;
    int in; /* our end of its stdin, and so on */
    int out;
    int err;
    bool bridged;
    int64_t begun_ms;
    int64_t stop_ms;     /* when its time is over */
    int64_t silent_ms;   /* bridged, stdout closed: when it counts as mute */
    int64_t stopping_ms; /* since when it is being stopped */
    bool stubborn;       /* said in the log that it will not die */
    bool accounted;      /* elapsed time and peak memory are taken */
    size_t killed;       /* descendants that had to be killed */
    struct feed feed;    /* what its stdin still gets */
    struct hearing hearing;
    struct log *log;    /* borrowed */
    struct body *said;  /* borrowed: the answer, or the stream */
    struct ending *end; /* borrowed: filled as it becomes known */
};

/* `feed` (at most FEED_MOST pieces) must live until the slot stops. */
struct slot_work {
    const struct program *program;
    const char *nonce; /* NULL: a plain executable */
    const struct iovec *feed;
    size_t feed_count;
    int64_t stop_ms;
};

void slot_init(struct slot *s, struct log *log, struct body *said,
               struct ending *end);
/* The slot must be empty. When the process cannot be had, end->how says so and
 * the slot stays empty. */
void slot_start(struct slot *s, const struct slot_work *work);
void slot_watch(const struct slot *s, struct watch *w);
void slot_turn(struct slot *s, const struct watch *w);
/* Kill everything now. Safe on a slot that is stopping or empty. */
void slot_stop(struct slot *s);
void slot_free(struct slot *s);

#endif
