#include "host/mappings/queue_folders.h"

#include <stddef.h>

#include "common/clock.h"
#include "host/mappings/mapping_notes.h"
#include "host/mappings/mappings.h"
#include "host/message_queues/queue_change.h"

static void ended(struct queue_change *change)
{
    struct mappings *mappings = change->self;
    bool ok = change->job.ok;

    if (!ok)
        mapping_notes_log(mappings,
                          "dayfly: the queue %s is not as its file says: %s",
                          change->queue, change->job.err.text);
    queue_change_free(change);
    mappings->changing--;
    /* What was searched meanwhile. */
    if (ok && mappings->changing == 0)
        queue_folders_apply(mappings);
}

/* Takes the document. */
static void put(struct mappings *mappings, const char *name, json_t *document)
{
    struct queue_change *change =
        queue_change_new(mappings->queues, QUEUE_PUT, name);

    if (!change) {
        json_decref(document);
        return;
    }
    if (!queue_change_set(change, document)) {
        queue_change_free(change);
        return;
    }
    change->end = ended;
    change->self = mappings;
    mappings->changing++;
    queue_change_begin(change);
}

/* The attributes that it has then: what was given and is not any more goes, if
 * nobody else has changed it. */
static json_t *attributes_of(const json_t *before, const json_t *wanted,
                             bool is_partial)
{
    const json_t *had = json_object_get(before, "attributes");
    json_t *attributes = had ? json_copy((json_t *)had) : json_object();
    const char *name;
    json_t *value;

    json_object_foreach(json_object_get(before, "given"), name, value)
    {
        if (!is_partial && !json_object_get(wanted, name) &&
            json_equal(json_object_get(attributes, name), value))
            (void)json_object_del(attributes, name);
    }
    (void)json_object_update(attributes, (json_t *)wanted);
    return attributes;
}

static void apply_one(struct mappings *mappings, const char *name,
                      json_t *wanted)
{
    const struct message_queue *queue =
        message_queues_find(mappings->queues, name);
    const json_t *before = queue ? queue->document : NULL;
    const json_t *had = json_object_get(before, "given");
    json_t *attributes = attributes_of(before, wanted, mappings->is_partial);
    json_t *given =
        had && mappings->is_partial ? json_copy((json_t *)had) : json_object();
    json_t *now = json_integer(clock_wall_ms() / 1000);
    json_t *document = before
                           ? json_copy((json_t *)before)
                           : json_pack("{s:{}, s:O}", "tags", "created", now);

    (void)json_object_update(given, wanted);
    if (!json_equal(had, given) ||
        !json_equal(json_object_get(before, "attributes"), attributes)) {
        (void)json_object_set(document, "attributes", attributes);
        (void)json_object_set(document, "given", given);
        (void)json_object_set(document, "changed", now);
        put(mappings, name, json_incref(document));
    }
    json_decref(attributes);
    json_decref(given);
    json_decref(now);
    json_decref(document);
}

/* It may have messages, and others may use it. */
static void let_go(struct mappings *mappings, const struct message_queue *queue)
{
    json_t *document = json_copy(queue->document);

    mapping_notes_log(mappings,
                      "dayfly: the queue %s is in no dayfly.json or template "
                      "any more; it stays with its messages until DeleteQueue",
                      queue->name);
    (void)json_object_del(document, "given");
    put(mappings, queue->name, document);
}

void queue_folders_apply(struct mappings *mappings)
{
    struct message_queues *queues = mappings->queues;
    const char *name;
    json_t *wanted;

    if (mappings->changing > 0 || mappings->stopping || queues->closing)
        return;
    json_object_foreach(mappings->wanted, name, wanted)
    {
        if (queues->count + mappings->changing < QUEUES_MAX ||
            message_queues_find(queues, name))
            apply_one(mappings, name, wanted);
        else
            mapping_notes_log(mappings,
                              "dayfly: the queue %s is not made: there are %d "
                              "queues, which is the most",
                              name, QUEUES_MAX);
    }
    for (size_t i = 0; i < queues->count && !mappings->is_partial; i++) {
        const struct message_queue *queue = queues->list[i];
        if (!queue->leaving && json_object_get(queue->document, "given") &&
            !json_object_get(mappings->wanted, queue->name))
            let_go(mappings, queue);
    }
}
