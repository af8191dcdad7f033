#include "host/runtime/platform_log.h"

#include <stdio.h>

#include "common/signal_names.h"

bool platform_log_start(struct buf *out, const struct platform_start *start)
{
    return buf_printf(out, "START RequestId: %s Version: %s", start->request_id,
                      start->version);
}

bool platform_log_end(struct buf *out, const char *request_id)
{
    return buf_printf(out, "END RequestId: %s", request_id);
}

long long platform_log_billed_ms(const struct platform_report *report)
{
    return (long long)((report->duration_us + 999) / 1000);
}

long platform_log_peak_mb(const struct platform_report *report)
{
    return (report->peak_kb + 1023) / 1024;
}

bool platform_log_report(struct buf *out, const struct platform_report *report)
{
    bool ok = buf_printf(out,
                         "REPORT RequestId: %s\tDuration: %.2f ms\t"
                         "Billed Duration: %lld ms\tMemory Size: %u MB\t",
                         report->request_id, (double)report->duration_us / 1000,
                         platform_log_billed_ms(report), report->memory_mb);

    if (ok && report->peak_kb >= 0)
        ok = buf_printf(out, "Max Memory Used: %ld MB\t",
                        platform_log_peak_mb(report));
    if (ok && report->init_us >= 0)
        ok = buf_printf(out, "Init Duration: %.2f ms\t",
                        (double)report->init_us / 1000);
    if (ok && report->status)
        ok = buf_printf(out, "Status: %s\t", report->status);
    if (ok && report->status && report->error_type)
        ok = buf_printf(out, "Error Type: %s\t", report->error_type);
    return ok;
}

void platform_log_exit(char text[EXIT_TEXT_SIZE], const siginfo_t *death)
{
    char name[SIGNAL_NAME_SIZE];

    if (death->si_code == CLD_EXITED && death->si_status == 0)
        (void)snprintf(text, EXIT_TEXT_SIZE,
                       "Runtime exited without providing a reason");
    else if (death->si_code == CLD_EXITED)
        (void)snprintf(text, EXIT_TEXT_SIZE,
                       "Runtime exited with error: exit status %d",
                       death->si_status);
    else {
        signal_name(death->si_status, name);
        (void)snprintf(text, EXIT_TEXT_SIZE,
                       "Runtime exited with error: signal: %s", name);
    }
}

void platform_log_timeout(char text[EXIT_TEXT_SIZE], unsigned timeout_s)
{
    (void)snprintf(text, EXIT_TEXT_SIZE, "Task timed out after %u.00 seconds",
                   timeout_s);
}

void platform_log_too_large(char text[TOO_LARGE_TEXT_SIZE], int max_bytes)
{
    (void)snprintf(text, TOO_LARGE_TEXT_SIZE,
                   "Response payload size exceeded maximum allowed payload "
                   "size (%d bytes).",
                   max_bytes);
}
