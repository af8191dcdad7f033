/* children.h - the children the kernel says we have, compared with those we
 * know: between two events there is nobody else. */
#ifndef DAYFLY_BOOTSTRAP_OS_CHILDREN_H
#define DAYFLY_BOOTSTRAP_OS_CHILDREN_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>

#include "common/compiler.h"
#include "common/error.h"

/* By its pid or its pidfd; does not wait. False: the child lives, or is dead,
 * but who traces it has not seen that. */
bool child_reap(idtype_t kind, id_t id, siginfo_t *info,
                struct rusage *usage) MUST_CHECK;

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
