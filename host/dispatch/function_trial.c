#include "host/dispatch/function_trial.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "host/dispatch/deployment.h"
#include "host/dispatch/stored_function.h"
#include "host/runner/pool.h"

enum { LOOK_AGAIN_MS = 50 };

struct function_trial {
    struct deployment *deployment; /* owned, with its function */
    struct function_trial_end end;
    struct function_trial *next;
};

static void retire(struct dispatcher *dispatcher, struct deployment *dep)
{
    dep->next = dispatcher->retired;
    dispatcher->retired = dep;
    pool_retire(dep->pool, NULL, false);
}

/* Its deployment is retired. */
static void drop(struct dispatcher *dispatcher, struct function_trial **at)
{
    struct function_trial *trial = *at;

    *at = trial->next;
    retire(dispatcher, trial->deployment);
    mem_free(trial);
}

/* There is nothing to start. */
static void note_config_error(struct pool *pool)
{
    struct start_failure *failure = &pool->start_failure;

    failure->count = 1;
    (void)snprintf(failure->error_type, sizeof failure->error_type,
                   "Runtime.InvalidTaskConfig");
    (void)snprintf(failure->message, sizeof failure->message, "%s",
                   pool->function->config_error);
}

bool function_trial_begin(struct dispatcher *dispatcher, struct function *fn,
                          const struct function_trial_end *end,
                          struct error *err)
{
    struct function_trial *trial = mem_new(1, sizeof *trial);
    struct deployment *dep = trial ? deployment_new(dispatcher, fn) : NULL;

    if (!dep) {
        mem_free(trial);
        return error_set(err, "out of memory");
    }
    function_trial_cancel(dispatcher, fn->name);
    *trial = (struct function_trial){
        .deployment = dep, .end = *end, .next = dispatcher->trials};
    dispatcher->trials = trial;
    dep->pool->is_trial = true;
    if (fn->config_error)
        note_config_error(dep->pool);
    else
        pool_start(dep->pool);
    return true;
}

void function_trial_cancel(struct dispatcher *dispatcher, const char *name)
{
    struct function_trial **at = &dispatcher->trials;

    while (*at && strcmp((*at)->deployment->function->name, name) != 0)
        at = &(*at)->next;
    if (*at)
        drop(dispatcher, at);
}

void function_trials_cancel(struct dispatcher *dispatcher)
{
    while (dispatcher->trials)
        drop(dispatcher, &dispatcher->trials);
}

struct deployment *function_trial_of(const struct dispatcher *dispatcher,
                                     const char *name)
{
    const struct function_trial *at = dispatcher->trials;

    while (at && strcmp(at->deployment->function->name, name) != 0)
        at = at->next;
    return at ? at->deployment : NULL;
}

void function_trial_reason(const struct start_failure *failure,
                           char text[FUNCTION_TRIAL_REASON_SIZE])
{
    json_t *body =
        failure->body.size > 0
            ? json_loadb(failure->body.data, failure->body.size, 0, NULL)
            : NULL;
    const char *message =
        json_string_value(json_object_get(body, "errorMessage"));

    (void)snprintf(text, FUNCTION_TRIAL_REASON_SIZE, "%.63s: %.900s",
                   failure->error_type, message ? message : failure->message);
    json_decref(body);
}

bool function_trial_uses(const struct dispatcher *dispatcher,
                         const char *folder)
{
    for (const struct function_trial *at = dispatcher->trials; at;
         at = at->next)
        if (!strcmp(at->deployment->function->folder, folder))
            return true;
    return false;
}

static void end_trial(struct dispatcher *dispatcher, struct function_trial **at)
{
    struct function_trial *trial = *at;
    struct deployment *dep = trial->deployment;
    const struct function_trial_end end = trial->end;
    struct error err = ERROR_NONE;

    *at = trial->next;
    mem_free(trial);
    if (end.decide) {
        end.decide(end.self, dep);
        return;
    }
    if (dep->pool->started &&
        stored_function_put_deployment(dispatcher, dep, &err)) {
        end.call(end.self, dep->function->name, NULL);
        return;
    }
    if (*err.text)
        deployment_log(dispatcher, dep->function, err.text);
    retire(dispatcher, dep);
    end.call(end.self, dep->function->name, &dep->pool->start_failure);
}

static struct function_trial **decided(struct dispatcher *dispatcher)
{
    struct function_trial **at = &dispatcher->trials;

    while (*at && !(*at)->deployment->pool->started &&
           (*at)->deployment->pool->start_failure.count == 0)
        at = &(*at)->next;
    return *at ? at : NULL;
}

/* Those that got no process since there were too many. */
static bool start_waiting(struct dispatcher *dispatcher)
{
    bool waits = false;

    for (struct function_trial *at = dispatcher->trials; at; at = at->next) {
        struct pool *pool = at->deployment->pool;
        if (pool_has_process(pool) || pool->wants_process)
            continue;
        pool_start(pool);
        if (!pool_has_process(pool) && !pool->wants_process) {
            waits = true;
            dispatcher->context.make_room(dispatcher->context.self, 1);
        }
    }
    return waits;
}

int64_t function_trials_check(struct dispatcher *dispatcher)
{
    struct function_trial **at;

    while ((at = decided(dispatcher)))
        end_trial(dispatcher, at);
    return start_waiting(dispatcher) ? LOOK_AGAIN_MS : -1;
}
