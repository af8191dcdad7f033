/* sealed_program.h - is the program unreadable for its own user? The kernel
 * then protects memory, descriptors and environment of its processes from other
 * processes of that user, and from tracing, also without a seccomp filter.
 */
#ifndef DAYFLY_BOOTSTRAP_POLICY_SEALED_PROGRAM_H
#define DAYFLY_BOOTSTRAP_POLICY_SEALED_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

#include "bootstrap/launch/handler.h"
#include "common/error.h"

/* user: the uid that will run it; 0: ours. False: err names the program and how
 * to change it. */
bool sealed_program_is(const struct handler *h, uid_t user,
                       struct error *err) MUST_CHECK;

#endif
