/* lane.h - one function at work: the callers in line, and the bootstrap that
 * serves them one by one.
 *
 * The bootstrap is started at the first call and kept; one that has died is
 * started again by the call that needs it. A caller is answered when its
 * answer is there, not when the bootstrap asks for more. */
#ifndef DAYFLY_LANE_H
#define DAYFLY_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/call.h"
#include "host/door.h"
#include "host/extension.h"
#include "host/journal.h"
#include "host/pending.h"
#include "host/registry.h"
#include "host/runtime_state.h"
#include "host/stage.h"

enum {
    LANE_WAITING_MOST = 100,
    LANE_INIT_MS = 10000,
    /* dayfly's own bootstrap answers before the deadline; others are ended
     * here, this long after it. */
    LANE_GRACE_MS = 50,
    /* A response that broke off may be the first that is seen of a death,
     * which tells more: its caller waits so long for it. */
    LANE_BREAK_MS = 100,
};

/* What all lanes share; borrowed. */
struct house {
    struct loop *loop;
    struct journal *journal;
    struct pending *pending;
    struct door *runtimes; /* the door their bootstraps call at */
    const char *region;
    bool several; /* log lines are told with their function's name */
};

/* Why the bootstrap could not be started, the last time. */
struct init_failure {
    unsigned in_a_row;
    int64_t hold_until_ms; /* until then it is not tried again */
    char error_type[64];
    char what[1024];
    struct buf body; /* what the runtime itself said; empty: build it */
};

struct lane {
    const struct function *fn; /* borrowed */
    const struct house *house; /* borrowed */
    struct service service;    /* its Runtime API; filled by runtime_api */
    struct listener listener;
    struct stage stage;
    uint64_t serial; /* of the running stage: older ones are not heard */
    enum runtime_state state;
    bool dying;  /* it was killed, or is to exit; nothing more is asked of it */
    bool closed; /* no calls are taken any more */
    int64_t started_us;
    struct call *current;        /* NULL: none */
    bool handed;                 /* the current one was handed out */
    struct request *holder;      /* the `next` it was handed out by; or NULL */
    struct request *parked;      /* `next` requests that wait, oldest first */
    char answered_id[UUID_SIZE]; /* the one answered last */
    struct request *sender;      /* the response that is passed on; or NULL */
    bool broke_off;              /* it did; the current call is not told yet */
    struct extensions *extensions; /* those within the bootstrap; or NULL */
    struct timer limit;
    struct call *first; /* the callers in line */
    struct call *last;
    size_t waiting; /* those of them whose callers wait */
    struct init_failure failure;
};

void lane_open(struct lane *l, const struct function *fn,
               const struct house *house);
/* Ends the bootstrap with SIGTERM; calls still there are answered, those that
 * nobody waits for and that have not begun are lost, and the log says so. */
void lane_shut(struct lane *l);
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

/* The runtime asks for an event; the state allows it. */
void lane_next(struct lane *l, struct request *r);
/* A request of the runtime is over. */
void lane_gone(struct lane *l, struct request *r);
/* The runtime begins its response to the current call; the state allows it.
 * True: it is to be told in pieces, and the state is ANSWERING. */
bool lane_hear(struct lane *l, struct request *r, const char *type);
/* Takes some of the bytes, or PIECE_CUT: service.piece. */
size_t lane_piece(struct lane *l, struct request *r, const char *bytes,
                  size_t size);
/* The caller of the call has room for pieces again. */
void lane_resume(struct lane *l, const struct call *c);
/* The response to the current call ended in the middle. */
void lane_broke_off(struct lane *l);
/* The current call has its outcome, whose body may be taken. */
void lane_settle(struct lane *l, struct outcome *o);
/* The runtime says that it cannot start. */
void lane_init_error(struct lane *l, struct buf *body, const char *error_type);

#endif
