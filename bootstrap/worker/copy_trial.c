#include "bootstrap/worker/copy_trial.h"

#include <poll.h>

#include "bootstrap/worker/template.h"
#include "common/clock.h"
#include "common/fd.h"

struct trial {
    struct worker workers[WORKERS];
    struct template template; /* of the last worker */
    struct log log;           /* writes nothing */
};

static void handle_once(struct trial *trial, int64_t until_ms)
{
    struct poll_set set = POLL_SET_EMPTY;

    worker_poll_fds(&trial->workers[0], &set);
    template_poll_fds(&trial->template, &set);
    poll_set_deadline(&set, until_ms);
    if (poll(set.fds, set.count, set.timeout_ms) < 0)
        return;
    worker_handle_io(&trial->workers[0], &set);
    template_handle_io(&trial->template, &set);
}

static bool try_copy(struct trial *trial, struct error *err)
{
    struct template *t = &trial->template;
    int64_t until_ms = clock_mono_ms() + COPY_TRIAL_MAX_MS;

    while (template_advance(t) && !t->is_ordinary && clock_mono_ms() < until_ms)
        handle_once(trial, until_ms);
    if (template_copy(t, &trial->workers[0], false)) {
        template_finish_copy(t);
        if (worker_is_waiting(&trial->workers[0]))
            return true;
    }
    if (*t->reason.text)
        return error_set(err, "%s", t->reason.text);
    return error_set(err,
                     "the interpreter does not start, or takes more than "
                     "10 s for it");
}

static void stop(struct trial *trial)
{
    int64_t until_ms = clock_mono_ms() + COPY_TRIAL_MAX_MS;

    template_stop(&trial->template);
    worker_stop(&trial->workers[0]);
    while ((worker_state_of(&trial->workers[0]) != WORKER_NONE ||
            worker_state_of(trial->template.worker) != WORKER_NONE) &&
           clock_mono_ms() < until_ms)
        handle_once(trial, until_ms);
    for (size_t i = 0; i < WORKERS; i++)
        worker_free(&trial->workers[i]);
    fd_close(&trial->template.rules);
    log_free(&trial->log);
}

bool copy_trial(const struct worker_config *config, struct error *err)
{
    struct spare_policy policy =
        spare_policy_from(config->settings, config->handler, 1);
    const char *reason =
        spare_policy_why_started(config->settings, config->handler);
    struct trial trial = {.log = LOG(-1)};

    if (reason)
        return error_set(err, "%s", reason);
    if (!policy.enabled || policy.copies == COPIES_NEVER)
        return error_set(err,
                         "the settings do not ask for copies "
                         "(DAYFLY_SPARE, DAYFLY_REUSE)");
    trial.log.min_level = LEVEL_FATAL;
    for (size_t i = 0; i < WORKERS; i++)
        worker_init(&trial.workers[i], config, &trial.log);
    worker_set_siblings(trial.workers);
    template_init(&trial.template, &policy, &trial.workers[WORKERS - 1],
                  &trial.log);
    bool copied = try_copy(&trial, err);
    stop(&trial);
    return copied;
}
