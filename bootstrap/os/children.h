/* children.h - the children the kernel says we have, compared with those we know:
 * between two events there is nobody else. */
#ifndef DAYFLY_BOOTSTRAP_OS_CHILDREN_H
#define DAYFLY_BOOTSTRAP_OS_CHILDREN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"

struct kin {
    int children; /* the kernel's list, kept open; -1: there is no /proc */
};

/* To be closed. */
void kin_open(struct kin *k);
void kin_close(struct kin *k);
/* What the handler left has been swept. own: our processes that live; 0 is
 * nobody. What they started, and does not belong to them any more, is younger
 * than the oldest of them. False: there is one more; f names it. Half a
 * microsecond. */
bool kin_check(const struct kin *k, const pid_t *own, size_t count,
               struct fault *f) MUST_CHECK;

#endif
