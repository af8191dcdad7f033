#include "bootstrap/worker/template_rehearsal.h"

#include "bootstrap/worker/template_end.h"
#include "common/clock.h"

static const struct settings *settings_of(const struct template *t)
{
    return t->worker->config->settings;
}

bool template_lacks_rehearsal(const struct template *t)
{
    return settings_of(t)->rehearse && !t->never_rehearses && !t->rehearses;
}

void template_read_rehearsal(struct template *t, struct buf *event)
{
    const char *file = settings_of(t)->rehearse;
    struct error err = ERROR_NONE;

    t->rehearses = file && !t->never_rehearses && (t->frozen || t->has_started);
    t->has_started = true;
    if (t->rehearses &&
        !rehearsal_read(event, file, t->worker->config->handler->root, &err))
        log_printf(t->log, LEVEL_WARN,
                   "dayfly: nothing is rehearsed (DAYFLY_REHEARSE): %s",
                   err.text);
}

void template_check_rehearsal(struct template *t)
{
    if (t->state != TEMPLATE_LOADING || !t->rehearses)
        return;
    bool has_ended = !worker_is_waiting(t->worker);
    if (!has_ended && (worker_state_of(t->worker) == WORKER_IDLE ||
                       clock_mono_ms() < t->started_ms + REHEARSAL_MAX_MS))
        return;
    log_printf(t->log, LEVEL_WARN,
               "dayfly: nothing is rehearsed (DAYFLY_REHEARSE): the process %s",
               has_ended ? "ended while it rehearsed or loaded the module"
                         : "took more than 10 s for it");
    t->never_rehearses = true;
    template_end(t);
}

void template_log_unrehearsed(const struct template *t)
{
    const struct settings *s = settings_of(t);
    const char *why = NULL;

    if (t->state == TEMPLATE_OFF)
        why = *t->reason.text
                  ? t->reason.text
                  : "processes are started, not copied from a template";
    else if (s->preload == PRELOAD_INTERPRETER)
        why = "the template does not load the module (DAYFLY_PRELOAD)";
    if (s->rehearse && why)
        log_printf(t->log, LEVEL_WARN,
                   "dayfly: nothing is rehearsed (DAYFLY_REHEARSE): %s", why);
}
