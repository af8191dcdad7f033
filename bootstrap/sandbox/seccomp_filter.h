/* seccomp_filter.h - which system calls a handler may not make, as a filter
 * program for the kernel (trust.md 2.1). Pure: it makes the program, and sets
 * nothing.
 *
 * What it refuses answers EPERM, as if the kernel did not allow it; what can be
 * done another way (clone3) answers ENOSYS. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_SECCOMP_FILTER_H
#define DAYFLY_BOOTSTRAP_SANDBOX_SECCOMP_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { SECCOMP_STEPS_MAX = 512 };

/* Laid out as the kernel's struct sock_filter and struct sock_fprog, whose
 * header not every C library has. */
struct seccomp_step {
    uint16_t code;
    uint8_t then;
    uint8_t otherwise;
    uint32_t value;
};

struct seccomp_program {
    uint16_t count;
    const struct seccomp_step *steps;
};

struct seccomp_filter {
    size_t count;
    struct seccomp_step steps[SECCOMP_STEPS_MAX];
};

struct seccomp_rules {
    pid_t supervisor_pid;   /* whom no call may name: the bootstrap */
    pid_t supervisor_group; /* its process group */
    bool no_sockets;        /* but pairs of them, which reach nobody else */
};

/* False: the program is longer than SECCOMP_STEPS_MAX, or this machine is one
 * whose calls are not known. */
bool seccomp_filter_make(struct seccomp_filter *filter,
                         const struct seccomp_rules *rules)
    __attribute__((warn_unused_result));

#endif
