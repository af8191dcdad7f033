#include "host/mappings/mapping_folders.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/crypto/digest.h"
#include "host/dispatch/dispatcher.h"
#include "host/management/management.h"
#include "host/mappings/mapping_document.h"
#include "host/mappings/mapping_notes.h"
#include "host/mappings/mapping_poll.h"
#include "host/mappings/mappings.h"
#include "host/mappings/queue_folders.h"
#include "host/mappings/queues_wanted.h"
#include "host/service/service_error.h"

enum { WHAT_SIZE = 256 };

static void id_of(char uuid[UUID_SIZE], const char *function, const char *queue)
{
    char what[WHAT_SIZE];

    (void)snprintf(what, sizeof what, "mapping %s %s", function, queue);
    digest_uuid(what, uuid);
}

static const struct mapping *find_stored(const struct mappings *mappings,
                                         const char *function,
                                         const char *queue)
{
    for (const struct mapping *m = mappings->first; m; m = m->next)
        if (!m->from_folder && !*m->settings.function.qualifier &&
            !strcmp(m->settings.function.name, function) &&
            !strcmp(m->settings.queue, queue))
            return m;
    return NULL;
}

/* Lambda refuses a mapping whose messages come again while the function still
 * works on them. */
static bool may_run(const struct mappings *mappings, const struct function *fn,
                    const char *queue, struct mapping_notes *notes)
{
    const struct mapping *stored = find_stored(mappings, fn->name, queue);
    int64_t hidden_s = queues_wanted_visibility(mappings, queue);

    if (stored)
        mapping_notes_add(notes,
                          "dayfly: the queue %s of %s: what its file says of "
                          "batches is not applied, as the API has made the "
                          "event source mapping %s of both; delete one",
                          queue, fn->name, stored->uuid);
    else if (hidden_s < fn->manifest.timeout_s)
        mapping_notes_add(notes,
                          "dayfly: messages of the queue %s do not come to %s: "
                          "Queue visibility timeout: %lld seconds is less than "
                          "Function timeout: %u seconds",
                          queue, fn->name, (long long)hidden_s,
                          fn->manifest.timeout_s);
    else
        return true;
    return false;
}

static void take(struct mappings *mappings, const struct function *fn,
                 const char *queue, const json_t *item,
                 struct mapping_notes *notes)
{
    char uuid[UUID_SIZE];
    struct mapping *before;
    json_t *document;

    if (!may_run(mappings, fn, queue, notes))
        return;
    id_of(uuid, fn->name, queue);
    before = mappings_find(mappings, uuid);
    document = mapping_document_make(mappings, fn->name, "", queue, item, uuid);
    if (before)
        (void)json_object_set(
            document, "LastModified",
            json_object_get(before->document, "LastModified"));
    if (before && document && json_equal(before->document, document)) {
        before->found = true;
        json_decref(document);
        return;
    }
    (void)json_object_set_new(document, "LastModified",
                              json_real((double)clock_wall_ms() / 1000.0));
    struct mapping *m = mappings_set(mappings, uuid, document);
    if (m)
        mapping_poll_renew(m);
}

/* Those of a function whose files have a mistake now stay. */
static void keep(struct mappings *mappings, const char *function)
{
    for (struct mapping *m = mappings->first; m; m = m->next)
        if (m->from_folder && !strcmp(m->settings.function.name, function))
            m->found = true;
}

static void remove_others(struct mappings *mappings)
{
    struct mapping *next;
    struct error ignored = ERROR_NONE;

    for (struct mapping *m = mappings->first; m; m = next) {
        next = m->next;
        if (m->from_folder && !m->found && mappings_remove(m, &ignored))
            mapping_poll_reset(m);
    }
}

/* The changes of both. */
static unsigned state_of(const struct function_registry *registry)
{
    unsigned state = registry->changes + 1;

    for (size_t i = 0; i < registry->root_count; i++)
        if (registry->roots[i].template)
            state += registry->roots[i].template->version;
    return state;
}

void mapping_folders_search(struct mappings *mappings)
{
    const struct function_registry *registry;
    struct mapping_notes notes;
    const char *queue;
    json_t *item;

    if (!mappings || mappings->stopping)
        return;
    registry = mappings->management->dispatcher->registry;
    if (mappings->searched == state_of(registry))
        return;
    mappings->searched = state_of(registry);
    mapping_notes_begin(&notes, mappings);
    queues_wanted_gather(mappings, &notes);
    for (struct mapping *m = mappings->first; m; m = m->next)
        m->found = false;
    for (size_t i = 0; i < registry->count; i++) {
        const struct function *fn = registry->functions[i];
        if (fn->stored)
            continue;
        if (fn->config_error)
            keep(mappings, fn->name);
        json_object_foreach(fn->manifest.queues, queue, item)
        {
            take(mappings, fn, queue, item, &notes);
        }
    }
    remove_others(mappings);
    mapping_notes_end(&notes);
    queue_folders_apply(mappings);
}

bool mapping_folders_may_change(const struct mapping *mapping,
                                struct http_request *req)
{
    if (mapping->from_folder)
        service_error_send(req, SERVICE_CONFLICT,
                           "The event source mapping %s is in the dayfly.json "
                           "or the template of its function: change it there.",
                           mapping->uuid);
    return !mapping->from_folder;
}
