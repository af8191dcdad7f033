/* platform_log.h - what the platform writes about an invocation, worded as AWS
 * Lambda does: its log lines in text, and its error messages. Pure. */
#ifndef DAYFLY_HOST_RUNTIME_PLATFORM_LOG_H
#define DAYFLY_HOST_RUNTIME_PLATFORM_LOG_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

struct platform_start {
    const char *request_id;
    const char *arn; /* that its caller named */
    const char *version;
};

struct platform_report {
    const char *request_id;
    int64_t ended_ms; /* since 1970: the runtime has answered, or failed */
    int64_t duration_us;
    int64_t init_us; /* -1: the runtime was already started */
    unsigned memory_mb;
    long peak_kb;            /* -1: not known */
    const char *status;      /* NULL: success; else "error" or "timeout" */
    const char *error_type;  /* NULL: not known */
    uint64_t produced_bytes; /* that the runtime has sent */
};

/* Each appends one line, without a line end. False: `out` is full. */
bool platform_log_start(struct buf *out,
                        const struct platform_start *start) MUST_CHECK;
bool platform_log_end(struct buf *out, const char *request_id) MUST_CHECK;
bool platform_log_report(struct buf *out,
                         const struct platform_report *report) MUST_CHECK;

/* Both are rounded up. The peak must be known. */
long long platform_log_billed_ms(const struct platform_report *report);
long platform_log_peak_mb(const struct platform_report *report);

/* "Runtime exited with error: exit status 1" and the like, for the result of
 * waitid(). */
enum { EXIT_TEXT_SIZE = 80 };
void platform_log_exit(char text[EXIT_TEXT_SIZE], const siginfo_t *death);

/* "Task timed out after 3.00 seconds" */
void platform_log_timeout(char text[EXIT_TEXT_SIZE], unsigned timeout_s);

/* "Response payload size exceeded maximum allowed payload size (6 bytes)." */
enum { TOO_LARGE_TEXT_SIZE = 128 };
void platform_log_too_large(char text[TOO_LARGE_TEXT_SIZE], int max_bytes);

#endif
