#include "bootstrap/runtime_wait.h"

#include <sys/signalfd.h>

#include "bootstrap/worker/event_handover.h"
#include "common/clock.h"
#include "common/fd.h"

/* WAKE_SIGNAL: this runtime may have a spare now, or all runtimes are started.
 */
static void handle_signal(struct runtime_loop *loop, int signo)
{
    if (signo != WAKE_SIGNAL)
        loop->signo = signo;
    else if (slot_is_polling(&loop->slot))
        worker_pair_schedule_spare(&loop->workers, 0);
}

void runtime_log_bill(struct runtime_loop *loop)
{
    bill_log_if_due(&loop->bill, loop->inv.request_id.data,
                    loop->workers.active, loop->log);
}

bool runtime_wait(struct runtime_loop *loop, int64_t until_ms,
                  struct error *err)
{
    struct poll_set set = POLL_SET_EMPTY;
    struct signalfd_siginfo received;

    worker_pair_poll_fds(&loop->workers, &set);
    poll_set_add(&set, loop->signals, POLLIN);
    if (log_has_pending(loop->log))
        poll_set_add(&set, loop->log->fd, POLLOUT);
    if (log_retry_in_ms(loop->log))
        poll_set_deadline(&set, clock_mono_ms() + log_retry_in_ms(loop->log));
    if (until_ms < INT64_MAX)
        poll_set_deadline(&set, until_ms);
    if (!loop->source->wait(loop->source->self, &set, err))
        return false;
    worker_pair_handle_io(&loop->workers, &set);
    runtime_log_bill(loop);
    log_write_pending(loop->log);
    if (poll_set_revents(&set, loop->signals) &&
        fd_read(loop->signals, &received, sizeof received) == sizeof received)
        handle_signal(loop, (int)received.ssi_signo);
    return loop->signo == 0;
}

bool runtime_wait_for_spare(struct runtime_loop *loop, int64_t most_ms,
                            struct error *err)
{
    int64_t until = clock_mono_ms() + most_ms;

    worker_pair_schedule_spare(&loop->workers, 0);
    while (worker_pair_spare_is_starting(&loop->workers) &&
           clock_mono_ms() < until)
        if (!runtime_wait(loop, until, err))
            return false;
    return true;
}

void runtime_tell_loading(struct runtime_loop *loop)
{
    if (!loop->told_loading && loop->source->tell_loading &&
        invocation_load_max_ms(&loop->inv) > 0)
        loop->source->tell_loading(loop->source->self, &loop->inv);
    loop->told_loading = true;
}

bool runtime_wait_for_load(struct runtime_loop *loop, struct error *err)
{
    struct worker_pair *pair = &loop->workers;
    struct invocation *inv = &loop->inv;
    int64_t until_ms;

    runtime_tell_loading(loop);
    while ((until_ms = event_hold_until_ms(pair, inv)) > clock_mono_ms())
        if (!runtime_wait(loop, until_ms, err))
            return false;
    if (until_ms > 0)
        log_printf(
            loop->log, LEVEL_WARN,
            "dayfly: the function has not loaded within %lld s; from now "
            "on this is the time of the event",
            (long long)(invocation_load_max_ms(inv) / 1000));
    invocation_loaded(inv, loop->config.settings->timeout_ms);
    event_hold_end(pair, inv);
    return true;
}
