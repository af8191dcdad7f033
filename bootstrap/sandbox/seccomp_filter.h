/* seccomp_filter.h - the filter program (seccomp(2)) of the system calls that a
 * handler may not make. Pure: it builds the program and installs nothing.
 *
 * A process may set limits, priority and CPUs of the calling thread only, by
 * the id 0: a filter cannot tell its own threads from other processes.
 *
 * A refused call returns EPERM, of sockets EACCES or EOPNOTSUPP. clone3 returns
 * ENOSYS, so that C libraries fall back to clone. */
#ifndef DAYFLY_BOOTSTRAP_SANDBOX_SECCOMP_FILTER_H
#define DAYFLY_BOOTSTRAP_SANDBOX_SECCOMP_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { SECCOMP_STEPS_MAX = 512, SECCOMP_THREADS_MAX = 160 };

/* The layout of the kernel's struct sock_filter and struct sock_fprog: not
 * every C library has their header. */
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

enum seccomp_sockets {
    SOCKETS_ALL,
    SOCKETS_PORTS,     /* TCP by IPv4 and IPv6: what Landlock's ports restrict.
                        * None may listen */
    SOCKETS_PORTS_UDP, /* and UDP, to all ports */
    SOCKETS_NONE,
    /* The last three allow pairs of connected sockets, which reach no other
     * process. */
};

struct seccomp_rules {
    pid_t supervisor_pid;   /* the bootstrap: no call may name it */
    pid_t supervisor_group; /* its process group */
    enum seccomp_sockets sockets;
    bool no_attributes; /* of files: they outlive the process */
    bool no_looks; /* at what is not granted: attributes by path, watches */
    bool copies;   /* it is a template: may make brothers of itself */
};

/* False if the program has more than SECCOMP_STEPS_MAX steps, or the system
 * call numbers of this machine are not known. */
bool seccomp_filter_make(struct seccomp_filter *filter,
                         const struct seccomp_rules *rules)
    __attribute__((warn_unused_result));
/* A second filter, for the copies of this template: they may neither make
 * brothers nor reach any of its threads (1 to SECCOMP_THREADS_MAX). A thread id
 * is as good as the pid for kill(2). */
bool seccomp_filter_make_copy(struct seccomp_filter *filter, pid_t template_pid,
                              const pid_t *threads, size_t count)
    __attribute__((warn_unused_result));

#endif
