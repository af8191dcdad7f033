/* seccomp_steps.h - the steps that the filters of system calls are made of. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_SECCOMP_STEPS_H
#define DAYFLY_BOOTSTRAP_SANDBOX_SECCOMP_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/sandbox/seccomp_filter.h"

/* A call is refused if its n-th argument equals a value, differs from it, or
 * has one of its bits. */
enum seccomp_test { IS, IS_NOT, HAS };

struct seccomp_refusal {
    uint16_t number;
    uint8_t word;
    uint8_t test; /* enum seccomp_test */
    uint32_t value;
};

/* A call is allowed if its first arguments are domain, type and protocol of a
 * socket, the type without SOCK_NONBLOCK and SOCK_CLOEXEC. */
enum { SECCOMP_ANY_PROTOCOL = UINT16_MAX };

struct seccomp_grant {
    uint16_t words[3];
};

/* Each function leaves the number of the call loaded, as it expects it. If the
 * filter becomes too long, its count exceeds SECCOMP_STEPS_MAX. */

/* Begins a filter: the numbers of another machine's calls are refused. */
void seccomp_begin(struct seccomp_filter *filter);
/* Ends it: any other call is allowed. False: it is too long, or the numbers of
 * this machine are not known. */
bool seccomp_finish(struct seccomp_filter *filter)
    __attribute__((warn_unused_result));
void seccomp_refuse(struct seccomp_filter *filter, int number, int error);
void seccomp_refuse_if(struct seccomp_filter *filter,
                       const struct seccomp_refusal *refusal, int error);
/* Refuses the call unless one of these grants allows it. */
void seccomp_allow_only(struct seccomp_filter *filter, int number,
                        const struct seccomp_grant *grants, size_t count,
                        int error);
/* Refuses the calls if the first argument is one of the threads, at most
 * SECCOMP_THREADS_MAX. */
void seccomp_refuse_threads(struct seccomp_filter *filter,
                            const uint16_t *calls, size_t call_count,
                            const pid_t *threads, size_t count);

#endif
