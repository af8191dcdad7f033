/* A process that can be copied with all its threads.
 *
 * The bootstrap starts an interpreter with this library in LD_PRELOAD and the
 * number of a control socket in DAYFLY_TEMPLATE. The interpreter loads the
 * bridge and the handler and reads its stdin for events. There the library
 * waits for whichever comes first: an event, which an ordinary process takes,
 * or a request on the control socket (control.h). See also threads.h,
 * descriptors.h, mappings.h and copy.h.
 *
 * The library calls no other library and has no memory of its own but its
 * variables, so that it works with every version of glibc. Without
 * DAYFLY_TEMPLATE it does nothing.
 *
 * Limits:
 * - A statically linked interpreter does not load it. With musl it loads, and
 *   refuses to prepare.
 * - A recursive or error-checking mutex that a thread holds while it is copied
 * has the old thread id as its owner. No interpreter is known to hold one while
 * it waits.
 * - A thread's CPU affinity, nice value and scheduling class become those of
 * the main thread. */
#ifndef TEMPLATE_TEMPLATE_H
#define TEMPLATE_TEMPLATE_H

#include <stdint.h>

#include "bridge/template/descriptors.h"
#include "bridge/template/threads.h"

enum { DRAWERS_MOST = 256 };

/* What a copy has still to read before it has an event: a first line, which
 * belongs to no event, and anything more. */
enum template_awaits { AWAITS_NOTHING, AWAITS_LINE, AWAITS_EVENT };

struct template
{
    int control; /* the socket; 0: this process is no template */
    int process; /* whose it is: a clone by others must not answer */
    int waiting; /* whether a thread waits already */
    enum template_awaits awaits;
    unsigned drawing;          /* threads in `drawers`, or more than fit */
    int drawers[DRAWERS_MOST]; /* see draws.h */
    uint64_t mask;             /* signals that were blocked before prepare */
    struct threads threads;
    struct descriptors descriptors;
};

#endif
