#include "host/mappings/mappings.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/management/configuration.h"
#include "host/management/management.h"
#include "host/store/store.h"

#define KIND "mapping"

enum { OWNER_SIZE = 64, BATCH_DEFAULT = 10 };

/* It is not its function's: it stays when that is removed, as on AWS. */
static void owner_of(const char *uuid, char owner[OWNER_SIZE])
{
    (void)snprintf(owner, OWNER_SIZE, "mapping %s", uuid);
}

static int64_t number_of(const json_t *document, const char *key,
                         int64_t otherwise)
{
    const json_t *value = json_object_get(document, key);

    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static void read_settings(struct mapping *m)
{
    struct mapping_settings *s = &m->settings;
    const json_t *d = m->document;
    const char *arn = configuration_text(d, "EventSourceArn");
    const char *name = strrchr(arn, ':');
    const json_t *filters =
        json_object_get(json_object_get(d, "FilterCriteria"), "Filters");
    size_t i;
    const json_t *filter;

    *s = (struct mapping_settings){0};
    (void)function_name_parse(&s->function,
                              configuration_text(d, "FunctionArn"));
    (void)snprintf(s->queue, sizeof s->queue, "%s", name ? name + 1 : "");
    s->batch_most = (size_t)number_of(d, "BatchSize", BATCH_DEFAULT);
    s->window_ms = 1000 * number_of(d, "MaximumBatchingWindowInSeconds", 0);
    s->running_most = (size_t)number_of(json_object_get(d, "ScalingConfig"),
                                        "MaximumConcurrency", 0);
    s->reports_items =
        json_array_size(json_object_get(d, "FunctionResponseTypes")) > 0;
    s->enabled = !json_is_false(json_object_get(d, "enabled"));
    json_decref(m->patterns);
    m->patterns = json_array();
    json_array_foreach(filters, i, filter)
    {
        (void)json_array_append_new(
            m->patterns,
            json_loads(configuration_text(filter, "Pattern"), 0, NULL));
    }
}

struct mapping *mappings_find(const struct mappings *mappings, const char *uuid)
{
    struct mapping *m = mappings->first;

    while (m && strcmp(m->uuid, uuid) != 0)
        m = m->next;
    return m;
}

/* In order of their ids. Takes the document. */
static struct mapping *add(struct mappings *mappings, const char *uuid,
                           json_t *document)
{
    struct mapping *m = mappings_find(mappings, uuid);
    struct mapping **at = &mappings->first;

    if (!m) {
        m = mem_new(1, sizeof *m);
        if (!m) {
            json_decref(document);
            return NULL;
        }
        while (*at && strcmp((*at)->uuid, uuid) < 0)
            at = &(*at)->next;
        m->next = *at;
        *at = m;
        m->all = mappings;
        m->result = "No records processed";
        (void)snprintf(m->uuid, sizeof m->uuid, "%s", uuid);
    }
    json_decref(m->document);
    m->document = document;
    read_settings(m);
    return m;
}

static bool load(void *self, const struct store_item *item, struct error *err)
{
    json_t *document = json_loads(item->text, 0, NULL);

    return (document && add(self, item->name, document)) ||
           error_set(err, "the event source mapping %s cannot be read",
                     item->name);
}

bool mappings_open(struct mappings *mappings, struct management *management,
                   struct message_queues *queues, struct error *err)
{
    *mappings = (struct mappings){.management = management, .queues = queues};
    return store_each(management->store, KIND, load, mappings, err);
}

static void free_one(struct mapping *m)
{
    timer_clear(m->all->management->loop, &m->timer);
    message_fetch_free(m->gathered);
    json_decref(m->document);
    json_decref(m->patterns);
    mem_free(m);
}

static void free_all(struct mapping *m)
{
    while (m) {
        struct mapping *next = m->next;
        free_one(m);
        m = next;
    }
}

void mappings_close(struct mappings *mappings)
{
    free_all(mappings->first);
    free_all(mappings->leaving);
    mappings->first = mappings->leaving = NULL;
    json_decref(mappings->wanted);
    json_decref(mappings->told);
    mappings->wanted = mappings->told = NULL;
}

struct mapping *mappings_put(struct mappings *mappings, const char *uuid,
                             json_t *document, struct error *err)
{
    char owner[OWNER_SIZE];
    char *text = json_dumps(document, JSON_COMPACT);
    const struct store_item item = {
        .kind = KIND, .owner = owner, .name = uuid, .text = text};
    struct mapping *m = NULL;

    owner_of(uuid, owner);
    if (!text)
        (void)error_set(err, "out of memory");
    else if (store_put(mappings->management->store, &item, err)) {
        m = add(mappings, uuid, json_incref(document));
        if (!m)
            (void)error_set(err, "out of memory");
    }
    mem_free(text);
    json_decref(document);
    return m;
}

struct mapping *mappings_set(struct mappings *mappings, const char *uuid,
                             json_t *document)
{
    struct mapping *m = document ? add(mappings, uuid, document) : NULL;

    if (m)
        m->from_folder = m->found = true;
    return m;
}

bool mappings_remove(struct mapping *mapping, struct error *err)
{
    struct mappings *mappings = mapping->all;
    struct mapping **at = &mappings->first;
    char owner[OWNER_SIZE];

    owner_of(mapping->uuid, owner);
    if (!mapping->from_folder &&
        !store_remove_owner(mappings->management->store, owner, err))
        return false;
    while (*at != mapping)
        at = &(*at)->next;
    *at = mapping->next;
    mapping->next = mappings->leaving;
    mappings->leaving = mapping;
    mapping->leaving = true;
    return true;
}

void mappings_release(struct mapping *mapping)
{
    struct mapping **at = &mapping->all->leaving;

    if (!mapping->leaving || mapping->fetching || mapping->users > 0)
        return;
    while (*at != mapping)
        at = &(*at)->next;
    *at = mapping->next;
    free_one(mapping);
}
