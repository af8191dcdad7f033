#include "bootstrap/worker/next_spare.h"

#include "bootstrap/worker/worker_start.h"
#include "common/clock.h"

enum { GONE_AGAIN_MS = 1, LATER_MS = 5 };

/* While another process exists, only if policy and memory allow it. */
bool next_spare_is_allowed(const struct worker_pair *pair)
{
    return worker_state_of(pair->active) == WORKER_NONE ||
           (pair->policy.early &&
            spare_policy_memory_fits(&pair->policy, pair->peak_kib,
                                     template_shared_kib(&pair->template)));
}

/* A template goes one step on instead, and the spare follows when it is ready.
 */
static void start(struct worker_pair *pair)
{
    enum worker_state state = worker_state_of(pair->spare);

    pair->start_spare_ms = INT64_MAX;
    if (state == WORKER_STOPPING)
        pair->start_spare_ms = clock_mono_ms() + GONE_AGAIN_MS;
    if (state != WORKER_NONE)
        return;
    pair->has_token = pair->has_token || slot_acquire_token(pair->slot);
    if (pair->has_token && !template_advance(&pair->template) &&
        !template_copy(&pair->template, pair->spare, pair->has_time))
        worker_start_idle(pair->spare, pair->has_time);
}

void next_spare_try(struct worker_pair *pair)
{
    pair->start_spare_ms = clock_mono_ms();
}

void next_spare_start_if_due(struct worker_pair *pair)
{
    if (clock_mono_ms() >= pair->start_spare_ms && next_spare_is_allowed(pair))
        start(pair);
}

/* The first event need not wait until the template is ready, unless the
 * platform freezes the sandbox before another event: until LATER_MS it is
 * served by the process that has been loaded. */
void next_spare_follow_template(struct worker_pair *pair,
                                const struct poll_set *set)
{
    struct template *template = &pair->template;
    enum template_state before = template->state;

    template_handle_io(template, set);
    if (template->is_ordinary && worker_state_of(pair->spare) == WORKER_NONE)
        pair->spare = template_release(template, pair->spare);
    if (template->state == before)
        return;
    if (template->state != TEMPLATE_READY && template->state != TEMPLATE_LOADED)
        return;
    pair->start_spare_ms = clock_mono_ms();
    if (next_spare_may_wait(pair))
        pair->start_spare_ms += LATER_MS;
}

bool next_spare_may_wait(const struct worker_pair *pair)
{
    return pair->template.state == TEMPLATE_LOADED && !pair->policy.frozen &&
           !pair->policy.keeps_template && !pair->had_event;
}

/* Without a spare the token is of more use to another runtime. */
void next_spare_release_token(struct worker_pair *pair)
{
    if (!pair->has_token || worker_state_of(pair->spare) != WORKER_NONE ||
        (pair->template.state != TEMPLATE_READY &&
         pair->template.state > TEMPLATE_NONE))
        return;
    pair->has_token = false;
    slot_release_token(pair->slot);
}

/* Only for the first event: if events follow each other faster than a template
 * can load the handler, there would never be one. One that is kept gives way
 * only while it loads, since another process would begin with that. */
bool next_spare_is_template(const struct worker_pair *pair)
{
    return !pair->had_event && template_is_ordinary_yet(&pair->template) &&
           (!pair->policy.keeps_template ||
            pair->template.state == TEMPLATE_LOADING);
}

/* Copying from a template that is about to be ready takes less time than a
 * start. */
bool next_spare_is_near(struct worker_pair *pair)
{
    struct template *template = &pair->template;

    if (worker_is_waiting(pair->spare) || next_spare_is_template(pair))
        return false;
    return template->state == TEMPLATE_PREPARING ||
           (template->state == TEMPLATE_LOADED && template_advance(template));
}

enum code_load next_spare_loads(const struct worker_pair *pair)
{
    if (!pair->config->handler->bridged)
        return CODE_LOAD_NEVER;
    return template_is_ready(&pair->template) ? CODE_LOAD_ONCE
                                              : CODE_LOAD_ALWAYS;
}
