/* sealed_program.h - is a process shut off from others of its user because none
 * of them can read its program? The kernel then lets nobody look into its
 * memory, descriptors and environment, or trace it: also where there is no
 * filter of system calls, and between one process of a function and the next.
 */
#ifndef DAYFLY_BOOTSTRAP_POLICY_SEALED_PROGRAM_H
#define DAYFLY_BOOTSTRAP_POLICY_SEALED_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

#include "bootstrap/launch/handler.h"
#include "common/error.h"

/* user: who will run it; 0: who we are. False: f names the program, and what
 * would be right. */
bool sealed_program_is(const struct handler *h, uid_t user,
                       struct error *err) MUST_CHECK;

#endif
