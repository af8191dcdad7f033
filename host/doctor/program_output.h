/* program_output.h - runs a program to its end and keeps what it prints. */
#ifndef DAYFLY_HOST_DOCTOR_PROGRAM_OUTPUT_H
#define DAYFLY_HOST_DOCTOR_PROGRAM_OUTPUT_H

#include <stdbool.h>

#include "common/buf.h"

enum { PROGRAM_OUTPUT_S = 30 };

enum program_end {
    PROGRAM_ABSENT, /* there is none, or it cannot be started */
    PROGRAM_FAILED, /* it failed, or took longer and was killed */
    PROGRAM_DONE,
};

/* The program is looked for in PATH if its name has no slash. NULL ends the
 * words. */
enum program_end program_output(const char *const words[], struct buf *output);

#endif
