/* filter_run.h - runs a filter of system calls, as the kernel would. */
#ifndef DAYFLY_TEST_UNIT_SUPPORT_FILTER_RUN_H
#define DAYFLY_TEST_UNIT_SUPPORT_FILTER_RUN_H

#include <stdint.h>

#include "bootstrap/sandbox/seccomp_filter.h"

#if defined(__x86_64__)
#define FILTER_MACHINE 0xC000003E
#else
#define FILTER_MACHINE 0xC00000B7
#endif

/* struct seccomp_data, as the kernel lays it out. */
struct filter_call {
    int32_t number;
    uint32_t machine;
    uint64_t address;
    uint64_t words[6];
};

/* What the filter returns for the call. A step that no filter here uses fails
 * the test. */
uint32_t filter_run(const struct seccomp_filter *filter,
                    const struct filter_call *call);

#endif
