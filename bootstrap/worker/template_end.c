#include "bootstrap/worker/template_end.h"

#include "bootstrap/process/process_start.h"
#include "bootstrap/worker/template_reason.h"
#include "common/fd.h"

enum { FAILURES_MAX = 2 };

void template_hand_over(struct template *t)
{
    fd_close(&t->control);
    t->is_ordinary = true;
    t->state = TEMPLATE_NONE;
}

void template_give_up(struct template *t)
{
    template_hand_over(t);
    t->failures++;
    if (t->failures >= FAILURES_MAX)
        t->state = TEMPLATE_OFF;
}

void template_refuse(struct template *t, const char *reason)
{
    template_log_reason(t, reason);
    template_give_up(t);
    t->state = TEMPLATE_OFF;
}

/* The socket must not be closed while a copy waits for its answer. */
void template_end(struct template *t)
{
    if (t->copy)
        process_await_copy(&t->copy->process);
    fd_close(&t->control);
    worker_stop(t->worker);
    t->is_ordinary = false;
    if (t->state != TEMPLATE_OFF)
        t->state = TEMPLATE_NONE;
}

/* It was copied, or could not be: in both cases it lives no longer. */
void template_lose(struct template *t, const struct error *why)
{
    log_printf(t->log, LEVEL_WARN,
               "dayfly: the template process is replaced: %s", why->text);
    (void)error_set(&t->reason, "%s", why->text);
    t->failures = t->count > 0 ? 0 : t->failures + 1;
    template_end(t);
    if (t->failures >= FAILURES_MAX) {
        t->state = TEMPLATE_OFF;
        template_log_reason(t, why->text);
    }
}

void template_distrust(struct template *t)
{
    struct error err = ERROR_NONE;

    if (t->state != TEMPLATE_READY)
        return;
    t->count = 0;
    t->failures = t->distrusted++;
    (void)error_set(&err, "a copy of it ended before it read its event");
    template_lose(t, &err);
}
