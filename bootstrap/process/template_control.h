/* template_control.h - the control socket of a template process: asks the
 * process to make itself ready to be copied, and for copies of itself.
 *
 * A datagram socket with record bounds (SOCK_SEQPACKET). Requests: `prepare`,
 * answered by `ready` or `refused REASON`; `copy` NUL FILTER with three
 * or four descriptors, answered by the pid in decimal or by -ERRNO. FILTER is a
 * seccomp program (struct sock_filter) for the copy; it may be empty. The
 * fourth descriptor is a Landlock rule set that the copy enters. The end of the
 * socket makes the process an ordinary one.
 *
 * The template makes the copy with CLONE_PARENT, so it is our child. What a
 * template says is not trusted: its answers are bounded in size and time, and
 * the process that it names must be a child of ours. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_TEMPLATE_CONTROL_H
#define DAYFLY_BOOTSTRAP_PROCESS_TEMPLATE_CONTROL_H

#include <stdbool.h>
#include <sys/types.h>

#include "bootstrap/sandbox/seccomp_filter.h"
#include "common/error.h"

enum { TEMPLATE_COPY_MAX_MS = 1000, TEMPLATE_LOOK_MS = 20 };

enum template_answer {
    TEMPLATE_SILENT, /* no answer yet */
    TEMPLATE_AGREED,
    TEMPLATE_REFUSED, /* and goes on as an ordinary process; err says why */
    TEMPLATE_LOST,    /* the socket has ended, or the answer is none */
};

/* Where copies come from. */
struct copy_source {
    int control;                         /* our end of the socket */
    pid_t pid;                           /* of the template */
    const struct seccomp_filter *filter; /* for the copy; NULL: none */
    int rules; /* Landlock rule set that the copy enters; -1: none */
};

/* Both ends are close-on-exec; ours does not block. */
bool template_control_make(int *ours, int *theirs,
                           struct error *err) MUST_CHECK;
bool template_control_prepare(int control, struct error *err) MUST_CHECK;
/* The answer to `prepare`; does not wait. */
enum template_answer template_control_answer(int control, struct error *err);
/* Asks for a copy with these descriptors, which are borrowed. One copy at a
 * time: the answer must be taken before anything else is asked. */
bool template_control_ask(const struct copy_source *from, const int fds[3],
                          struct error *err) MUST_CHECK;
/* The answer to it. AGREED: the caller owns *pid and *pidfd. LOST: the template
 * must not be used any more; err says why. SILENT, only if `wait` is false: ask
 * again when the socket is readable, or after TEMPLATE_LOOK_MS. Waits at most
 * until until_ms (clock_mono_ms), and not for a template that is stopped. */
enum template_answer template_control_take(const struct copy_source *from,
                                           bool wait, int64_t until_ms,
                                           pid_t *pid, int *pidfd,
                                           struct error *err);

#endif
