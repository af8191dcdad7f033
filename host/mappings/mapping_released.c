#include "host/mappings/mapping_released.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/event_sources/queue_list.h"
#include "host/functions/function.h"
#include "host/management/recipe.h"
#include "host/mappings/mapping_document.h"
#include "host/mappings/mapping_poll.h"
#include "host/mappings/mappings.h"

enum { SENTENCE_SIZE = 1024 };

struct moving {
    struct mappings *mappings;
    const struct mapping_move *move;
    json_t *said;
};

static void say(const struct moving *g, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void say(const struct moving *g, const char *fmt, ...)
{
    char text[SENTENCE_SIZE];
    char line[SENTENCE_SIZE + FUNCTION_ARN_SIZE];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    (void)snprintf(line, sizeof line, "%s: %s", g->move->function, text);
    (void)json_array_append_new(g->said, json_string(line));
}

static struct mapping *find(const struct moving *g, const char *queue)
{
    struct mapping *m = g->mappings->first;

    while (m && (m->from_folder || strcmp(m->settings.queue, queue) != 0 ||
                 strcmp(m->settings.function.name, g->move->function) != 0 ||
                 strcmp(m->settings.function.qualifier, g->move->alias) != 0))
        m = m->next;
    return m;
}

static bool is_of_deploy(const struct mapping *m)
{
    return json_object_get(json_object_get(m->document, "tags"),
                           QUEUE_MAPPING_DEPLOYED) != NULL;
}

/* As it is to be; LastModified is that of the one before. */
static json_t *make(const struct moving *g, const char *queue,
                    const json_t *item, const struct mapping *before)
{
    char uuid[UUID_SIZE];
    json_t *tags = before
                       ? json_incref(json_object_get(before->document, "tags"))
                       : json_pack("{s:s}", QUEUE_MAPPING_DEPLOYED, "true");

    if (before)
        (void)snprintf(uuid, sizeof uuid, "%s", before->uuid);
    else
        uuid_make(uuid);
    json_t *document = mapping_document_make(g->mappings, g->move->function,
                                             g->move->alias, queue, item, uuid);
    (void)json_object_set_new(document, "tags", tags);
    if (before)
        (void)json_object_set(
            document, "LastModified",
            json_object_get(before->document, "LastModified"));
    return document;
}

/* Lambda refuses a mapping whose messages come again while the function still
 * works on them. */
static bool may_run(const struct moving *g, const struct function *fn,
                    const char *queue)
{
    const struct message_queue *there =
        message_queues_find(g->mappings->queues, queue);

    if (!there)
        say(g,
            "%s gets no messages of the queue %s, which is not there: make it, "
            "or deploy this version again",
            g->move->alias, queue);
    else if (message_queue_number(there, "VisibilityTimeout") <
             fn->manifest.timeout_s)
        say(g,
            "how %s gets the messages of the queue %s stays: its "
            "VisibilityTimeout is less than the timeout of the function, %u "
            "seconds",
            g->move->alias, queue, fn->manifest.timeout_s);
    else
        return true;
    return false;
}

static void put(const struct moving *g, const struct function *fn,
                const char *queue, const json_t *item)
{
    const struct mapping *before = find(g, queue);
    struct error err = ERROR_NONE;
    char uuid[UUID_SIZE];

    if (before && !is_of_deploy(before))
        return;
    json_t *document = make(g, queue, item, before);
    if ((before && json_equal(before->document, document)) ||
        !may_run(g, fn, queue)) {
        json_decref(document);
        return;
    }
    (void)snprintf(uuid, sizeof uuid, "%s",
                   json_string_value(json_object_get(document, "UUID")));
    (void)json_object_set_new(document, "LastModified",
                              json_real((double)clock_wall_ms() / 1000.0));
    struct mapping *m = mappings_put(g->mappings, uuid, document, &err);
    if (!m) {
        say(g, "its mapping of the queue %s stays: %s", queue, err.text);
        return;
    }
    mapping_poll_renew(m);
    say(g,
        before ? "changes how %s gets the messages of the queue %s"
               : "%s gets the messages of the queue %s",
        g->move->alias, queue);
}

static void let_go(const struct moving *g, const char *queue)
{
    struct mapping *m = find(g, queue);
    struct error err = ERROR_NONE;

    if (!m || !is_of_deploy(m))
        return;
    if (!mappings_remove(m, &err)) {
        say(g, "its mapping of the queue %s stays: %s", queue, err.text);
        return;
    }
    mapping_poll_reset(m);
    say(g, "%s gets no messages of the queue %s any more; they stay in it",
        g->move->alias, queue);
}

/* NULL: it cannot be read; `said` says why. */
static struct function *read_version(const struct moving *g,
                                     const json_t *version)
{
    struct error err = ERROR_NONE;
    struct function *fn =
        recipe_make(g->mappings->management, g->move->function, version, &err);
    const char *why = fn ? fn->config_error : err.text;

    if (fn && !why)
        return fn;
    say(g, "its queues stay as they are: %s", why);
    function_release(fn);
    return NULL;
}

void mapping_released_move(struct mappings *mappings,
                           const struct mapping_move *move, json_t *said)
{
    const struct moving g = {.mappings = mappings, .move = move, .said = said};
    struct function *before =
        move->before ? read_version(&g, move->before) : NULL;
    struct function *after = read_version(&g, move->after);
    const char *queue;
    json_t *item;

    if (after) {
        json_object_foreach(after->manifest.queues, queue, item)
        {
            put(&g, after, queue, item);
        }
    }
    if (before && after) {
        json_object_foreach(before->manifest.queues, queue, item)
        {
            if (!json_object_get(after->manifest.queues, queue))
                let_go(&g, queue);
        }
    }
    function_release(before);
    function_release(after);
}
