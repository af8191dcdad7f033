#include "bootstrap/worker/template_end.h"

#include "bootstrap/process/process_start.h"
#include "common/fd.h"

enum { FAILURES_MAX = 2 };

/* What nobody asked for is no warning. */
void template_log_reason(const struct template *t, const char *reason)
{
    log_printf(t->log, t->copies == COPIES_ASKED ? LEVEL_WARN : LEVEL_INFO,
               "dayfly: processes are started, not copied: %s", reason);
}

/* The process goes on as an ordinary one, which is the spare of today. */
void template_give_up(struct template *t)
{
    fd_close(&t->control);
    t->is_ordinary = true;
    t->failures++;
    t->state = t->failures < FAILURES_MAX ? TEMPLATE_NONE : TEMPLATE_OFF;
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
    t->failures = t->count > 0 ? 0 : t->failures + 1;
    template_end(t);
    if (t->failures >= FAILURES_MAX) {
        t->state = TEMPLATE_OFF;
        template_log_reason(t, why->text);
    }
}
