/* kept_code.h - the code of served folders as it was when a process of it had
 * started: a copy of each folder. When what the folder holds now does not
 * start, the function is run from its copy. */
#ifndef DAYFLY_HOST_DISPATCH_KEPT_CODE_H
#define DAYFLY_HOST_DISPATCH_KEPT_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "host/archive/archive_process.h"
#include "host/base/event_loop.h"
#include "host/copies/copy_place.h"
#include "host/copies/copy_removal.h"

struct deployment;
struct dispatcher;

/* Of a deployment. */
struct kept_copy {
    char *path;       /* owned; NULL: there is none */
    int64_t bytes;    /* of its files */
    int64_t after_ms; /* monotonic; no other is made before */
    bool is_settled;  /* it is there, or there will be none */
    bool is_served;   /* the deployment is run from it */
    char *why;        /* owned: why there is none, to be told after after_ms */
    bool told;        /* the log has it */
};

/* Of a host. */
struct kept_code {
    struct copy_place place;
    struct archive_process copying;
    struct copy_removal removal;
    struct deployment *copied; /* by `copying`; NULL: it has ended meanwhile */
    char *made;                /* owned: the path of that copy */
    int64_t bytes;             /* of all copies */
    struct timer timer;
    bool has_ended;
};

void kept_code_open(struct dispatcher *dispatcher);
/* A deployment has come that has started: makes the copies that are missing,
 * one at a time. It is also called when any process has started. */
void kept_code_look(struct dispatcher *dispatcher);
/* The folder has changed, but not what is run: another copy is due, unless
 * there was to be none. */
void kept_code_renew(struct dispatcher *dispatcher, struct deployment *dep);
/* The deployment can be run from a copy. */
bool kept_code_has(const struct deployment *dep);
/* Puts a deployment that is run from the copy in its place, paused; it is
 * retired. NULL: it has no copy, is run from it already, or out of memory. */
struct deployment *kept_code_serve(struct dispatcher *dispatcher,
                                   struct deployment *dep);
/* The deployment is about to be freed. */
void kept_code_release(struct dispatcher *dispatcher, struct deployment *dep);
/* Makes and removes no copies any more. */
void kept_code_stop(struct dispatcher *dispatcher);
/* Removes them all. The deployments are freed. */
void kept_code_close(struct dispatcher *dispatcher);

#endif
