/* children.h - the children the kernel says we have, compared with those we
 * know: between two events there is nobody else. */
#ifndef DAYFLY_BOOTSTRAP_OS_CHILDREN_H
#define DAYFLY_BOOTSTRAP_OS_CHILDREN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"

struct child_list {
    int children; /* the kernel's list, kept open; -1: there is no /proc */
};

/* To be closed. */
void child_list_open(struct child_list *list);
void child_list_close(struct child_list *list);
/* What the handler left has been swept. own: our processes that live; 0 is
 * nobody. What they started, and does not belong to them any more, is younger
 * than the oldest of them. False: there is one more; f names it. Half a
 * microsecond. */
bool child_list_check(const struct child_list *list, const pid_t *own,
                      size_t count, struct error *err) MUST_CHECK;

#endif
