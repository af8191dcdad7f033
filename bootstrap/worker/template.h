/* template.h - a process that has loaded the handler, and from which the
 * process of each event is copied (fork, copy-on-write) instead of started. It
 * never sees an event, so nothing of an event can reach the next one through
 * it.
 *
 * Its worker is in the states STARTING and IDLE. The template itself:
 *
 *            start    loaded  prepare    agreed  stop   given up
 *   NONE     LOADING  -       -          -       -      OFF
 *   LOADING  -        LOADED  -          -       NONE   NONE, OFF
 *   LOADED   -        -       PREPARING  -       NONE   NONE, OFF
 *   PREPARING -       -       -          READY   NONE   NONE, OFF
 *   READY    -        -       -          -       NONE   NONE, OFF
 *
 *   loaded    it can take an event like any process that waits for one
 *   prepare   it is asked to make itself ready to be copied
 *   given up  what cannot be copied goes on as an ordinary process, which
 *             template_release() hands over. OFF: no template is started again
 *
 * No event fails because of a template: where it cannot be used, processes are
 * started as without it, and the log says why. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_TEMPLATE_H
#define DAYFLY_BOOTSTRAP_WORKER_TEMPLATE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/os/self_check.h"
#include "bootstrap/process/template_control.h"
#include "bootstrap/worker/spare_policy.h"
#include "bootstrap/worker/worker.h"

enum template_state {
    TEMPLATE_OFF,
    TEMPLATE_NONE,
    TEMPLATE_LOADING,
    TEMPLATE_LOADED,
    TEMPLATE_PREPARING,
    TEMPLATE_READY,
};

struct template
{
    enum template_state state;
    enum copies copies;
    struct worker *worker; /* borrowed; NONE unless the template has one */
    bool is_ordinary;      /* its worker is to be handed over */
    bool was_ready;        /* this or an earlier one was READY once */
    bool frozen;           /* see spare_policy */
    bool has_started;      /* this or an earlier one */
    bool rehearses;        /* before it is LOADED */
    bool never_rehearses;  /* an earlier one did not survive it */
    int control;           /* our end of its socket; -1: closed */
    char library[PATH_MAX];
    struct seccomp_filter filter;    /* of the copies; count 0: none */
    int rules;                       /* of the copies, for Landlock; -1: none */
    struct self_state process_state; /* when it was started, or READY */
    int64_t started_ms;
    int64_t prepare_until_ms; /* while it is PREPARING */
    int64_t peak_kib;         /* its memory when it was READY */
    struct worker *copy;      /* that was asked for; NULL: none */
    int64_t count;            /* copies made of it */
    unsigned failures;        /* templates in a row of which none was made */
    unsigned distrusted;      /* templates whose copies ended too early */
    struct error
        reason; /* why none is copied, or was the last time; "": not known */
    struct log *log; /* borrowed */
};

/* w: for the template's process. Logs why there can be no template, if one was
 * asked for. */
void template_init(struct template *t, const struct spare_policy *policy,
                   struct worker *w, struct log *log);

void template_poll_fds(const struct template *t, struct poll_set *set);
void template_handle_io(struct template *t, const struct poll_set *set);

/* Goes one step on towards READY, if that is up to us: starts the process, asks
 * it. True: it will be READY, or is_ordinary, without more calls but
 * template_handle_io(); LOADED is passed by another call of this. False: it is
 * READY, or processes must be started. */
bool template_advance(struct template *t);
/* Processes are copied. */
bool template_is_ready(const struct template *t);
/* It has not been asked to be copied, so its process can take an event. */
bool template_is_ordinary_yet(const struct template *t);
/* The process is not a template any more: returns its worker, in exchange for
 * one that is NONE. */
struct worker *template_release(struct template *t, struct worker *empty);
/* Starts the process of `w` as a copy. False: there is no template that could
 * be copied; `w` is as before. */
bool template_copy(struct template *t, struct worker *w, bool thorough);
/* Waits until the copy that was asked for exists. If it cannot be made, its
 * worker is NONE and the template is replaced. */
void template_finish_copy(struct template *t);
/* The code has changed, or no process may be left. */
void template_stop(struct template *t);
/* KiB that its copies share with it; 0: nothing, or not known. */
int64_t template_shared_kib(const struct template *t);

#endif
