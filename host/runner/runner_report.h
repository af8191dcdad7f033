/* runner_report.h - what is reported of an invocation: START, END and REPORT in
 * the log, the lines its runtime prints, and the outcome to its caller.
 *
 * dayfly's bootstrap sends the peak memory of an invocation with its next
 * request for an event. The END and REPORT lines wait for that, and with them a
 * caller that wants the log. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_REPORT_H
#define DAYFLY_HOST_RUNNER_RUNNER_REPORT_H

#include "host/runner/runner_internal.h"

void runner_report_start(struct runner *runner, struct invocation *inv);
/* The invocation is over after duration_us: informs its caller, logs END and
 * REPORT, now or when the peak memory is known. Takes over the reference to the
 * invocation; may take the outcome's body. */
void runner_report(struct runner *runner, struct invocation *inv,
                   struct outcome *outcome, int64_t duration_us);
/* Informs the caller, unless it has left, of the outcome. */
void runner_notify_caller(struct invocation *inv, struct outcome *outcome);

/* The runtime reports the peak memory of an earlier invocation: "KIB ID". NULL
 * or anything else is ignored. */
void runner_note_peak(struct runner *runner, const char *text);
/* No peak memory comes any more: logs all reports that wait for it. */
void runner_report_all(struct runner *runner);

/* Logs a line that the runtime process printed: for the invocation whose id is
 * in the line, else for the only one there is. `self` is the runner. */
void runner_on_line(void *self, const char *line, size_t size);

#endif
