#include "host/management/serving.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/dispatch/deployment.h"
#include "host/dispatch/dispatcher.h"
#include "host/dispatch/function_trial.h"
#include "host/dispatch/stored_function.h"
#include "host/management/bounds.h"
#include "host/management/code_sweep.h"
#include "host/management/configuration.h"
#include "host/management/held.h"
#include "host/management/lookup.h"
#include "host/management/management.h"
#include "host/management/recipe.h"

static const char serving[] = "serving"; /* the member of the document */

bool serving_keep(struct catalog_entry *entry)
{
    json_t *copy;

    if (json_object_get(entry->document, serving))
        return true;
    copy = json_deep_copy(catalog_latest(entry));
    return copy && json_object_set_new(entry->document, serving, copy) == 0;
}

/* False: it cannot be served at all; err says why. */
static bool serve(struct management *m, const struct catalog_entry *entry,
                  const json_t *configuration, struct error *err)
{
    struct function *fn = recipe_make(m, entry->name, configuration, err);

    if (fn && stored_function_put(m->dispatcher, fn, err))
        return true;
    function_release(fn);
    return false;
}

void serving_renew(struct management *m, struct catalog_entry *entry,
                   const char *version)
{
    const json_t *old = json_object_get(entry->document, serving);
    struct error ignored = ERROR_NONE;

    if (strcmp(version, FUNCTION_LATEST) != 0)
        stored_function_remove_version(m->dispatcher, entry->name, version);
    else if (deployments_find(m->dispatcher, entry->name))
        (void)!serve(m, entry, old ? old : catalog_latest(entry), &ignored);
    bounds_apply(m, entry);
}

static const char *code_of(const struct start_failure *failure)
{
    static const struct {
        const char *type;
        const char *code;
    } known[] = {
        {"Sandbox.Timedout", "FunctionError.InitTimeout"},
        {"Runtime.InvalidEntrypoint", "FunctionError.InvalidEntryPoint"},
        {"Runtime.OutOfMemory", "FunctionError.InitResourceExhausted"},
        {"Runtime.ExitError", "FunctionError.RuntimeExitError"},
    };

    for (size_t i = 0; i < COUNT(known); i++)
        if (!strcmp(failure->error_type, known[i].type))
            return known[i].code;
    return "FunctionError.RuntimeInitError";
}

static void log_failure(struct management *m, const struct catalog_entry *entry,
                        const char *reason, bool goes_on)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    const struct deployment *dep = deployments_find(m->dispatcher, entry->name);

    if (dep && buf_printf(&line, "the new code of %s does not start%s: %s",
                          entry->name,
                          goes_on ? " and the old code goes on" : "", reason))
        deployment_log(m->dispatcher, dep->function, line.data);
}

/* Those that were published meanwhile are as $LATEST has become. */
static void settle_versions(struct catalog_entry *entry, const char *state,
                            const char *code, const char *reason)
{
    json_t *versions = json_object_get(entry->document, "versions");

    for (size_t i = 0; i < json_array_size(versions); i++) {
        json_t *version = json_array_get(versions, i);
        if (!strcmp(configuration_text(version, "State"), "Pending"))
            (void)(configuration_set_state(version, state, code, reason) &&
                   configuration_set_update(version, "Successful", NULL,
                                            NULL) &&
                   configuration_new_revision(version));
    }
}

/* What was missing when this code did not start may be there now. */
static void forget_failures(struct catalog_entry *entry)
{
    const json_t *versions = json_object_get(entry->document, "versions");
    const char *code = configuration_text(catalog_latest(entry), "CodeSha256");

    for (size_t i = 0; i < json_array_size(versions); i++) {
        json_t *version = json_array_get(versions, i);
        if (!strcmp(configuration_text(version, "CodeSha256"), code))
            (void)configuration_set_unstarted(version, NULL);
    }
}

/* It answers from now on. */
static void become_current(struct management *m, struct catalog_entry *entry,
                           const char *unstarted)
{
    json_t *latest = catalog_latest(entry);
    json_t *old = json_incref(json_object_get(entry->document, serving));

    (void)json_object_del(entry->document, serving);
    (void)(configuration_set_state(latest, "Active", NULL, NULL) &&
           configuration_set_update(latest, "Successful", NULL, NULL) &&
           configuration_set_unstarted(latest, unstarted));
    settle_versions(entry, "Active", NULL, NULL);
    if (!unstarted)
        forget_failures(entry);
    code_sweep_forget_all(m, old);
    json_decref(old);
}

/* Code that works goes on. If there is none, the new code is served as on AWS:
 * each invocation says what is wrong with it. */
static void failed(struct management *m, struct catalog_entry *entry,
                   const struct start_failure *failure)
{
    json_t *latest = catalog_latest(entry);
    const json_t *old = json_object_get(entry->document, serving);
    bool goes_on = old && !configuration_unstarted(old);
    char reason[FUNCTION_TRIAL_REASON_SIZE];
    struct error ignored = ERROR_NONE;

    function_trial_reason(failure, reason);
    if (goes_on) {
        (void)(configuration_set_state(latest, "Active", NULL, NULL) &&
               configuration_set_update(latest, "Failed", code_of(failure),
                                        reason));
        settle_versions(entry, "Failed", code_of(failure), reason);
    } else {
        become_current(m, entry, reason);
        (void)!serve(m, entry, latest, &ignored);
    }
    log_failure(m, entry, reason, goes_on);
}

static void on_end(void *self, const char *name,
                   const struct start_failure *failure)
{
    struct management *m = self;
    struct catalog_entry *entry = catalog_find(&m->catalog, name);
    struct error ignored = ERROR_NONE;

    if (!entry)
        return;
    if (failure)
        failed(m, entry, failure);
    else
        become_current(m, entry, NULL);
    bounds_apply(m, entry);
    (void)configuration_new_revision(catalog_latest(entry));
    (void)!catalog_save(&m->catalog, entry, &ignored);
    held_look(m);
}

bool serving_try(struct management *m, struct catalog_entry *entry,
                 struct error *err)
{
    const struct function_trial_end end = {.call = on_end, .self = m};
    struct function *fn =
        recipe_make(m, entry->name, catalog_latest(entry), err);

    if (fn && function_trial_begin(m->dispatcher, fn, &end, err))
        return true;
    function_release(fn);
    return false;
}

static void log_mistake(struct management *m, const struct catalog_entry *entry)
{
    const struct deployment *dep = deployments_find(m->dispatcher, entry->name);

    if (dep && dep->function->config_error)
        deployment_log(m->dispatcher, dep->function,
                       dep->function->config_error);
}

static bool open_entry(struct management *m, struct catalog_entry *entry,
                       struct error *err)
{
    const json_t *old = json_object_get(entry->document, serving);
    const json_t *latest = catalog_latest(entry);

    if ((old || configuration_is_settled(latest)) &&
        !serve(m, entry, old ? old : latest, err))
        return false;
    log_mistake(m, entry);
    bounds_apply(m, entry);
    return configuration_is_settled(latest) || serving_try(m, entry, err);
}

static bool resolve(void *self, const char *name, const char *qualifier,
                    char version[FUNCTION_VERSION_SIZE])
{
    const struct management *m = self;
    const struct catalog_entry *entry = catalog_find(&m->catalog, name);
    const char *meant =
        entry ? lookup_version_by_weight(entry, qualifier) : NULL;

    if (meant)
        (void)snprintf(version, FUNCTION_VERSION_SIZE, "%.*s",
                       FUNCTION_VERSION_SIZE - 1, meant);
    return meant;
}

static struct function *read_version(void *self, const char *name,
                                     const char *version, struct error *err)
{
    struct management *m = self;
    const struct catalog_entry *entry = catalog_find(&m->catalog, name);
    const json_t *configuration =
        entry ? catalog_version(entry, version) : NULL;

    struct function *fn =
        configuration ? recipe_make(m, name, configuration, err) : NULL;

    if (fn)
        fn->runtimes = bounds_runtimes(entry);
    if (configuration)
        return fn;
    (void)error_set(err, "the function has no version %s", version);
    return NULL;
}

static long reserved(void *self, const char *name)
{
    const struct management *m = self;
    const struct catalog_entry *entry = catalog_find(&m->catalog, name);

    return entry ? bounds_reserved(entry) : -1;
}

static bool is_pending(void *self, const char *name)
{
    const struct management *m = self;
    const struct catalog_entry *entry = catalog_find(&m->catalog, name);

    return entry && !strcmp(configuration_text(catalog_latest(entry), "State"),
                            "Pending");
}

bool serving_open(struct management *m, struct error *err)
{
    m->dispatcher->source = (struct version_source){.resolve = resolve,
                                                    .read = read_version,
                                                    .reserved = reserved,
                                                    .is_pending = is_pending,
                                                    .self = m};
    for (size_t i = 0; i < m->catalog.count; i++)
        if (!open_entry(m, m->catalog.entries[i], err))
            return false;
    return true;
}
