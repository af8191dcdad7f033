#include "host/mappings/queues_wanted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/dispatch/dispatcher.h"
#include "host/event_sources/queue_list.h"
#include "host/management/management.h"
#include "host/mappings/mapping_notes.h"
#include "host/mappings/mappings.h"
#include "host/message_queues/queue_attributes.h"

enum {
    VISIBILITY_DEFAULT_S = 30,
    TEXT_SIZE = 24,
};

#define RETENTION_MAX_S "1209600"

struct gathering {
    struct mappings *mappings;
    struct mapping_notes *notes;
    json_t *wanted;  /* name of a queue to its attributes */
    json_t *sources; /* the same, to who gives each of them */
    json_t *slowest; /* the same, to the longest timeout of its functions */
    json_t *exact;   /* the same, of those that a template has */
};

static json_t *object_in(json_t *all, const char *name)
{
    json_t *object = json_object_get(all, name);

    if (!object) {
        object = json_object();
        (void)json_object_set_new(all, name, object);
    }
    return object;
}

/* Of several that give an attribute the first one decides. */
static void want(struct gathering *g, const char *queue, const char *attribute,
                 const char *value, const char *who)
{
    json_t *attributes = object_in(g->wanted, queue);
    json_t *sources = object_in(g->sources, queue);
    const char *had = json_string_value(json_object_get(attributes, attribute));

    if (!had) {
        (void)json_object_set_new(attributes, attribute, json_string(value));
        (void)json_object_set_new(sources, attribute, json_string(who));
    } else if (strcmp(had, value) != 0) {
        mapping_notes_add(
            g->notes,
            "dayfly: the queue %s: %s is %s by %s and %s by %s; the first "
            "holds: give one value",
            queue, attribute, had,
            json_string_value(json_object_get(sources, attribute)), value, who);
    }
}

static void want_redrive(struct gathering *g, const char *queue,
                         const json_t *item, const char *who)
{
    const char *dead = json_string_value(json_object_get(item, "dead"));
    char arn[QUEUE_ARN_SIZE];

    if (!dead)
        return;
    message_queue_arn(g->mappings->queues, dead, arn);
    json_t *policy =
        json_pack("{s:s, s:O}", "deadLetterTargetArn", arn, "maxReceiveCount",
                  json_object_get(item, "tries"));
    char *text = json_dumps(policy, JSON_COMPACT);
    if (text)
        want(g, queue, "RedrivePolicy", text, who);
    mem_free(text);
    json_decref(policy);
}

/* All that an object of attributes has. */
static void want_all(struct gathering *g, const char *queue,
                     const json_t *attributes, const char *who)
{
    const char *name;
    json_t *value;

    (void)object_in(g->wanted, queue);
    json_object_foreach((json_t *)(size_t)attributes, name, value)
    {
        want(g, queue, name, json_string_value(value), who);
    }
}

static void gather_one(struct gathering *g, const struct function *fn,
                       const char *queue, const json_t *item)
{
    json_t *attributes = queue_list_attributes(queue, item);
    json_int_t slowest = json_integer_value(json_object_get(g->slowest, queue));

    want_all(g, queue, attributes, fn->name);
    json_decref(attributes);
    want_redrive(g, queue, item, fn->name);
    if (fn->manifest.timeout_s > slowest)
        (void)json_object_set_new(g->slowest, queue,
                                  json_integer(fn->manifest.timeout_s));
}

/* A template says all of a queue. */
static void gather_template(struct gathering *g,
                            const struct served_template *template)
{
    const char *queue;
    json_t *attributes;

    json_object_foreach(template->value.queues, queue, attributes)
    {
        (void)json_object_set_new(g->exact, queue, json_true());
        want_all(g, queue, attributes, template->path);
    }
}

static void gather_templates(struct gathering *g)
{
    const struct function_registry *registry =
        g->mappings->management->dispatcher->registry;

    for (size_t i = 0; i < registry->root_count; i++)
        if (registry->roots[i].template)
            gather_template(g, registry->roots[i].template);
}

/* Those that were made by API get their mappings by API, too. */
static void gather_functions(struct gathering *g)
{
    const struct function_registry *registry =
        g->mappings->management->dispatcher->registry;
    const char *queue;
    json_t *item;

    for (size_t i = 0; i < registry->count; i++) {
        const struct function *fn = registry->functions[i];
        if (fn->stored)
            continue;
        g->mappings->is_partial = g->mappings->is_partial || fn->config_error;
        json_object_foreach(fn->manifest.queues, queue, item)
        {
            gather_one(g, fn, queue, item);
        }
    }
}

/* One that the API has made keeps what nobody gives. */
static bool is_ours(const struct gathering *g, const char *name,
                    const char *attribute)
{
    const struct message_queue *queue =
        message_queues_find(g->mappings->queues, name);

    return !queue || json_object_get(json_object_get(queue->document, "given"),
                                     attribute);
}

static void set_visibility(struct gathering *g)
{
    const char *queue;
    json_t *slowest;
    char text[TEXT_SIZE];

    json_object_foreach(g->slowest, queue, slowest)
    {
        if (json_object_get(json_object_get(g->wanted, queue),
                            "VisibilityTimeout") ||
            json_object_get(g->exact, queue) ||
            !is_ours(g, queue, "VisibilityTimeout"))
            continue;
        (void)snprintf(
            text, sizeof text, "%u",
            queue_list_visibility((unsigned)json_integer_value(slowest)));
        want(g, queue, "VisibilityTimeout", text, "dayfly");
    }
}

static const char *dead_queue(const json_t *attributes, char *name)
{
    const char *text =
        json_string_value(json_object_get(attributes, "RedrivePolicy"));
    json_t *policy = text ? json_loads(text, 0, NULL) : NULL;
    const char *arn =
        json_string_value(json_object_get(policy, "deadLetterTargetArn"));
    const char *last = arn ? strrchr(arn, ':') : NULL;

    (void)snprintf(name, QUEUE_NAME_MAX + 1, "%s", last ? last + 1 : "");
    json_decref(policy);
    return queue_attributes_is_name(name) ? name : NULL;
}

/* Those that nobody gives more about keep their messages as long as SQS can. */
static void add_dead_queues(struct gathering *g)
{
    json_t *before = json_copy(g->wanted);
    char dead[QUEUE_NAME_MAX + 1];
    const char *queue;
    json_t *attributes;

    json_object_foreach(before, queue, attributes)
    {
        if (dead_queue(attributes, dead) && !json_object_get(before, dead) &&
            is_ours(g, dead, "MessageRetentionPeriod"))
            want(g, dead, "MessageRetentionPeriod", RETENTION_MAX_S, queue);
    }
    json_decref(before);
}

static void add_types(const struct gathering *g)
{
    const char *queue;
    json_t *attributes;

    json_object_foreach(g->wanted, queue, attributes)
    {
        if (queue_attributes_is_fifo(queue))
            (void)json_object_set_new(attributes, "FifoQueue",
                                      json_string("true"));
    }
}

void queues_wanted_gather(struct mappings *mappings,
                          struct mapping_notes *notes)
{
    struct gathering g = {.mappings = mappings,
                          .notes = notes,
                          .wanted = json_object(),
                          .sources = json_object(),
                          .slowest = json_object(),
                          .exact = json_object()};

    mappings->is_partial = false;
    gather_templates(&g);
    gather_functions(&g);
    set_visibility(&g);
    add_dead_queues(&g);
    add_types(&g);
    json_decref(g.sources);
    json_decref(g.slowest);
    json_decref(g.exact);
    json_decref(mappings->wanted);
    mappings->wanted = g.wanted;
}

int64_t queues_wanted_visibility(const struct mappings *mappings,
                                 const char *queue)
{
    const struct message_queue *there =
        message_queues_find(mappings->queues, queue);
    const char *text = json_string_value(json_object_get(
        json_object_get(mappings->wanted, queue), "VisibilityTimeout"));

    if (text)
        return strtoll(text, NULL, 10);
    return there ? message_queue_number(there, "VisibilityTimeout")
                 : VISIBILITY_DEFAULT_S;
}
