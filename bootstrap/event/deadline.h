/* deadline.h - the moments at which the runtime acts on the time limit of one
 * event. A value: deadline_make() computes all of them once, when the event is
 * received.
 *
 * All moments are milliseconds of the monotonic clock. The margin between
 * term_ms and the platform's deadline is 1 % of the time limit, at least 50 ms
 * and at most 500 ms, but never more than half of the limit. In that time the
 * process may clean up, its descendants are killed and the error response is
 * sent. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_DEADLINE_H
#define DAYFLY_BOOTSTRAP_EVENT_DEADLINE_H

#include <stdint.h>

/* No function of AWS Lambda may run longer than 15 minutes. */
enum { DEADLINE_LIMIT_MAX_MS = 900 * 1000 };

struct deadline {
    int64_t term_ms;    /* send SIGTERM: the deadline minus the margin */
    int64_t kill_ms;    /* send SIGKILL: half of the margin later */
    int64_t respond_ms; /* send the error response, even if the teardown is not
                           finished: a quarter of the margin later */
    int64_t give_up_ms; /* stop reading the event or sending its response: 500
                           ms after the deadline; 0: the deadline is unknown */
};

/* For a process without an event. */
#define DEADLINE_NEVER                                                         \
    {                                                                          \
        .term_ms = INT64_MAX, .kill_ms = INT64_MAX, .respond_ms = INT64_MAX,   \
        .give_up_ms = 0                                                        \
    }

/* limit_ms: from now_ms to the platform's deadline. A negative limit counts as
 * 0, one above DEADLINE_LIMIT_MAX_MS as DEADLINE_LIMIT_MAX_MS. */
struct deadline deadline_make(int64_t now_ms, int64_t limit_ms);

/* SIGTERM was sent at now_ms, perhaps later than planned: kill_ms and
 * respond_ms move by the same time, so that the process keeps its half of the
 * margin. */
void deadline_term_sent(struct deadline *deadline, int64_t now_ms);

/* When to give up a transfer that starts at now_ms: at give_up_ms, but not
 * before 2 s have passed. 0: never, the deadline is unknown. */
int64_t deadline_transfer_end_ms(const struct deadline *deadline,
                                 int64_t now_ms);

#endif
