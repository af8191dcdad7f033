/* runner.h - one function at work: the callers in line, and the bootstrap that
 * serves them: one by one, or as many at once as the function's manifest says.
 *
 * The bootstrap is started at the first call and kept; one that has died is
 * started again by the call that needs it. A caller is answered when its
 * answer is there, not when the bootstrap asks for more. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_H
#define DAYFLY_HOST_RUNNER_RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/runtime/invocation.h"
#include "host/http/http_server.h"
#include "host/runtime/extensions.h"
#include "host/base/log_writer.h"
#include "host/runner/async_log.h"
#include "host/functions/function.h"
#include "host/runtime/runtime_state.h"
#include "host/runtime/runtime_process.h"

enum {
    LANE_WAITING_MOST = 100,
    LANE_INIT_MS = 10000,
    /* dayfly's own bootstrap answers before the deadline; others are ended
     * here, this long after it. */
    LANE_GRACE_MS = 50,
    /* A response that broke off may be the first that is seen of a death,
     * which tells more: its caller waits so long for it. */
    LANE_BREAK_MS = 100,
    /* So many calls that timed out beside others are remembered. */
    LANE_LATE_MOST = 64,
};

/* What all lanes share; borrowed. */
struct house {
    struct loop *loop;
    struct journal *journal;
    struct pending *pending;
    struct door *runtimes; /* the door their bootstraps call at */
    struct door *calls;    /* the one their callers do */
    const char *region;
    bool several; /* log lines are told with their function's name */
    /* Asks, before a call that has waited begins, whether its function is
     * still what it was. May retire the lane. */
    void (*look)(void *self, const struct lane *l);
    void *self;
};

/* Why the bootstrap could not be started, the last time. */
struct init_failure {
    unsigned in_a_row;
    int64_t hold_until_ms; /* until then it is not tried again, */
    int64_t folder;        /* unless its folder is not in this state any more */
    char error_type[64];
    char what[1024];
    struct buf body; /* what the runtime itself said; empty: build it */
};

/* One call at work. Of a function that takes one at a time there is one of
 * these, whose state is the runtime's. Of others there are as many as calls may
 * be at work, and none knows of another: the runtime asks for an event when it
 * likes, and answers by the id. */
struct turn {
    struct lane *lane;
    enum runtime_state state;
    struct call *call;           /* NULL: none */
    bool handed;                 /* the call was handed out */
    bool astray;                 /* and did not arrive; who asks next has it */
    struct request *holder;      /* the `next` it was handed out by; or NULL */
    char answered_id[UUID_SIZE]; /* the one answered last */
    struct request *sender;      /* the response that is passed on; or NULL */
    bool broke_off;              /* it did; the call is not told yet */
    struct timer limit;
};

struct lane {
    const struct function *fn; /* borrowed */
    const struct house *house; /* borrowed */
    struct service service;    /* its Runtime API; filled by runtime_api */
    struct listener listener;
    struct stage stage;
    uint64_t serial; /* of the running stage: older ones are not heard */
    bool dying;  /* it was killed, or is to exit; nothing more is asked of it */
    bool closed; /* no calls are taken any more */
    bool held; /* no calls begin: it is not known yet how they are to be run */
    bool retired; /* ends after the calls that were handed out */
    int64_t started_us;
    struct turn *turns; /* owned */
    size_t turn_count;
    struct request *parked; /* `next` requests that wait, oldest first */
    char late_ids[LANE_LATE_MOST][UUID_SIZE];
    size_t late_count;
    struct extensions *extensions; /* those within the bootstrap; or NULL */
    struct timer limit;            /* of its start, and of its end */
    struct closing *closings; /* calls over whose log is not, oldest first */
    struct call *first;       /* the callers in line */
    struct call *last;
    size_t waiting; /* those of them whose callers wait */
    struct init_failure failure;
};

/* False when memory is short. */
bool lane_open(struct lane *l, const struct function *fn,
               const struct house *house) MUST_CHECK;
/* Ends the bootstrap with SIGTERM; calls still there are answered, those that
 * nobody waits for and that have not begun are lost, and the log says so. */
void lane_shut(struct lane *l);
/* Another lane serves the function from now on, and has the calls that were
 * not handed out; NULL: none does, and they are told so. Those at work go on
 * to their end, which is that of the bootstrap. */
void lane_retire(struct lane *l, struct lane *heir);
/* Begins the calls in line again, or holds them. */
void lane_hold(struct lane *l, bool held);
/* It has neither a bootstrap nor calls. */
bool lane_is_empty(const struct lane *l);
/* Kills what is left. */
void lane_close(struct lane *l);

/* Takes the call over. False: too many callers are waiting; the call is still
 * the caller's. */
bool lane_add(struct lane *l, struct call *c);
/* Its caller has gone: a call not begun is dropped, one under way goes on. */
void lane_drop(struct lane *l, struct call *c);

/* Before its lines in the log: the function's name, or NULL. */
const char *lane_log_name(const struct lane *l);

/* Several calls may be at work at once. */
bool lane_is_wide(const struct lane *l);
/* The bootstrap has not asked for an event yet. */
bool lane_is_starting(const struct lane *l);
/* The call of this id, handed out and not over. NULL: there is none. */
struct turn *lane_turn_of(struct lane *l, const char *request_id);
/* It timed out, beside others. */
bool lane_was_late(const struct lane *l, const char *request_id);

/* The runtime asks for an event; the state allows it. */
void lane_next(struct lane *l, struct request *r);
/* With its question it tells the peak memory of an event before it: "KB ID". */
void lane_hear_peak(struct lane *l, const char *told);
/* A request of the runtime is over. */
void lane_gone(struct lane *l, struct request *r);
/* The runtime begins its response to the call; the state allows it. True: it is
 * to be told in pieces, and the state is ANSWERING. */
bool lane_hear(struct turn *t, struct request *r, const char *type);
/* The call whose response this is. NULL: it is nobody's any more. */
struct turn *lane_heard_by(struct lane *l, const struct request *r);
/* Takes some of the bytes, or PIECE_CUT: service.piece. */
size_t lane_piece(struct lane *l, struct request *r, const char *bytes,
                  size_t size);
/* The caller of the call has room for pieces again. */
void lane_resume(struct lane *l, const struct call *c);
/* The response to the call ended in the middle. */
void lane_broke_off(struct turn *t);
/* The call has its outcome, whose body may be taken. */
void lane_settle(struct turn *t, struct outcome *o);
/* The runtime says that it cannot start. */
void lane_init_error(struct lane *l, struct buf *body, const char *error_type);

#endif
