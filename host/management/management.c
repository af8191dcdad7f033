#include "host/management/management.h"

#include <stdio.h>
#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/dispatch/function_reload.h"
#include "host/management/change.h"
#include "host/management/configuration.h"
#include "host/store/store.h"

enum { SETTLE_MS = 50 };

/* "nodejs22.x" and "python3.12" run on what there is; NULL: the code brings its
 * own bootstrap, or the handler's file says what runs it. */
static const char *interpreter_of(const char *runtime)
{
    if (!strncmp(runtime, "nodejs", strlen("nodejs")))
        return "node";
    return !strncmp(runtime, "python", strlen("python")) ? "python3" : NULL;
}

/* As dayfly.json has it. NULL: out of memory. */
static json_t *settings_of(const json_t *configuration)
{
    const char *interpreter =
        interpreter_of(configuration_text(configuration, "Runtime"));
    json_t *variables = json_object_get(
        json_object_get(configuration, "Environment"), "Variables");
    json_t *made =
        json_pack("{s:s, s:O, s:O, s:b}", "handler",
                  configuration_text(configuration, "Handler"), "timeout",
                  json_object_get(configuration, "Timeout"), "memory",
                  json_object_get(configuration, "MemorySize"), "url", 0);

    if (made && interpreter)
        (void)json_object_set_new(made, "interpreter",
                                  json_string(interpreter));
    if (made && variables)
        (void)json_object_set(made, "env", variables);
    return made;
}

static void set_program(struct sam_function *recipe, const char *runtime)
{
    if (!interpreter_of(runtime) &&
        function_folder_has_program(recipe->folder, "bootstrap"))
        (void)snprintf(recipe->program, sizeof recipe->program,
                       "%.*s/bootstrap", PATH_MAX - 16, recipe->folder);
}

bool management_serve(struct management *m, const struct catalog_entry *entry,
                      struct error *err)
{
    const json_t *latest = catalog_latest(entry);
    struct sam_function recipe = {.settings = settings_of(latest)};
    const struct function_origin origin = {.name = entry->name,
                                           .folder = recipe.folder,
                                           .setup =
                                               &m->dispatcher->registry->setup,
                                           .sam = &recipe};

    (void)snprintf(recipe.name, sizeof recipe.name, "%s", entry->name);
    code_store_folder(&m->code, configuration_text(latest, "sha256"),
                      recipe.folder);
    set_program(&recipe, configuration_text(latest, "Runtime"));
    struct function *fn = recipe.settings ? function_read(&origin, err) : NULL;
    json_decref(recipe.settings);
    if (!fn)
        return false;
    fn->stored = true;
    if (function_reload_put(m->dispatcher, fn, err))
        return true;
    function_release(fn);
    return false;
}

static bool settle_one(json_t *configuration)
{
    bool is_new =
        !strcmp(configuration_text(configuration, "State"), "Pending");
    bool is_changed = !strcmp(
        configuration_text(configuration, "LastUpdateStatus"), "InProgress");

    if (!is_new && !is_changed)
        return false;
    return configuration_set_state(configuration, "Active", NULL, NULL) &&
           configuration_set_update(configuration, "Successful", NULL, NULL) &&
           configuration_new_revision(configuration);
}

/* Versions that were published meanwhile settle with $LATEST. */
static bool settle_all(const struct catalog_entry *entry)
{
    const json_t *versions = json_object_get(entry->document, "versions");
    bool changed = settle_one(catalog_latest(entry));

    for (size_t i = 0; i < json_array_size(versions); i++)
        changed = settle_one(json_array_get(versions, i)) || changed;
    return changed;
}

static void settle(void *self)
{
    struct management *m = self;
    struct error ignored = ERROR_NONE;

    for (size_t i = 0; i < m->catalog.count; i++)
        if (settle_all(m->catalog.entries[i]))
            (void)!catalog_save(&m->catalog, m->catalog.entries[i], &ignored);
}

void management_settle_later(struct management *m)
{
    timer_set(m->loop, &m->settle_timer, SETTLE_MS);
}

void management_forget_code(struct management *m, const char *sha256)
{
    if (*sha256 && !catalog_uses(&m->catalog, sha256))
        code_store_remove(&m->code, sha256);
}

bool management_open(struct management *m, const char *folder,
                     struct dispatcher *dispatcher, struct event_loop *loop,
                     const char *region, struct error *err)
{
    *m = (struct management){
        .dispatcher = dispatcher, .loop = loop, .region = region};
    m->settle_timer = (struct timer){.on_fire = settle, .self = m};
    m->store = store_open(folder, err);
    if (!m->store || !catalog_open(&m->catalog, m->store, err) ||
        !code_store_open(&m->code, store_folder(m->store), loop, err))
        return false;
    for (size_t i = 0; i < m->catalog.count; i++)
        if (!management_serve(m, m->catalog.entries[i], err))
            return false;
    management_settle_later(m);
    return true;
}

void management_close(struct management *m)
{
    if (!m->loop)
        return;
    timer_clear(m->loop, &m->settle_timer);
    changes_close(m);
    catalog_close(&m->catalog);
    store_close(m->store);
    m->store = NULL;
}
