#include "host/deploy/deploy_mappings.h"

#include <string.h>

#include "common/buf.h"
#include "host/client/queue_calls.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_step.h"
#include "host/deploy/deployed.h"
#include "host/event_sources/queue_list.h"

#define MAPPINGS "/2015-03-31/event-source-mappings"
#define TAGS "/2017-03-31/tags/"

static bool send(const struct deploy *d, const char *method, const char *path,
                 json_t *body, struct error *err)
{
    const struct api_request request = {.method = method, .path = path};
    json_t *answer = NULL;
    bool ok =
        (body ? api_json_send_object(&answer, &d->target, &request, body, err)
              : api_json_send(&answer, &d->target, &request, err)) == API_DONE;

    json_decref(answer);
    return ok;
}

static const char *queue_of(const json_t *mapping)
{
    const char *last = strrchr(api_json_text(mapping, "EventSourceArn"), ':');

    return last ? last + 1 : "";
}

/* As it is there. NULL: it has none. */
static const json_t *find(const json_t *list, const char *queue)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!strcmp(queue_of(json_array_get(list, i)), queue))
            return json_array_get(list, i);
    return NULL;
}

/* Keeps what differs; empty objects take away what is there. */
static void keep_different(json_t *mapping, const json_t *found)
{
    static const char *const objects[] = {"ScalingConfig", "FilterCriteria"};
    bool is_on = !strncmp(api_json_text(found, "State"), "Enabl", 5);
    const char *key;
    json_t *value;
    void *next;

    for (size_t i = 0; i < COUNT(objects); i++)
        if (!json_object_get(mapping, objects[i]) &&
            json_object_get(found, objects[i]))
            (void)json_object_set_new(mapping, objects[i], json_object());
    json_object_foreach_safe(mapping, next, key, value)
    {
        if (!strcmp(key, "Enabled")
                ? json_is_true(value) == is_on
                : json_equal(value, json_object_get(found, key)))
            (void)json_object_del(mapping, key);
    }
}

static bool create(struct deploy *d, const struct deployed *one,
                   const char *queue, json_t *mapping, struct error *err)
{
    AUTO(struct buf, buf_free) function = BUF(512);
    json_t *attributes = NULL;

    if (!deploy_step(d, one->name, "%s gets the messages of the queue %s",
                     d->alias, queue))
        return true;
    if (!buf_printf(&function, "%s:%s", one->name, d->alias))
        return error_set(err, "out of memory");
    if (queue_calls_get(&attributes, &d->target, queue, err) != API_DONE)
        return false;
    (void)json_object_set(mapping, "EventSourceArn",
                          json_object_get(attributes, "QueueArn"));
    json_decref(attributes);
    (void)json_object_set_new(mapping, "FunctionName",
                              json_string(function.data));
    (void)json_object_set_new(
        mapping, "Tags", json_pack("{s:s}", QUEUE_MAPPING_DEPLOYED, "true"));
    return send(d, "POST", MAPPINGS, json_incref(mapping), err);
}

static bool put(struct deploy *d, const struct deployed *one, const char *queue,
                const json_t *item, const json_t *found, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(256);
    json_t *mapping = queue_list_mapping(item);
    bool ok = true;

    if (!found)
        ok = create(d, one, queue, mapping, err);
    else
        keep_different(mapping, found);
    if (found && json_object_size(mapping) > 0 &&
        deploy_step(d, one->name,
                    "changes how %s gets the messages of the "
                    "queue %s",
                    d->alias, queue))
        ok = buf_printf(&path, MAPPINGS "/%s", api_json_text(found, "UUID")) &&
             send(d, "PUT", path.data, json_incref(mapping), err);
    json_decref(mapping);
    return ok;
}

static bool is_ours(const struct deploy *d, const json_t *mapping, bool *ours,
                    struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(1024);
    json_t *answer = NULL;

    if (!buf_add_str(&path, TAGS) ||
        !api_client_escape(&path,
                           api_json_text(mapping, "EventSourceMappingArn")))
        return error_set(err, "out of memory");
    bool ok = api_json_send(&answer, &d->target,
                            &(struct api_request){.path = path.data},
                            err) == API_DONE;
    *ours = json_object_get(json_object_get(answer, "Tags"),
                            QUEUE_MAPPING_DEPLOYED) != NULL;
    json_decref(answer);
    return ok;
}

static bool remove_one(struct deploy *d, const struct deployed *one,
                       const json_t *mapping, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(256);
    bool ours = false;

    if (!is_ours(d, mapping, &ours, err))
        return false;
    if (!ours || !deploy_step(d, one->name,
                              "%s gets no messages of the queue %s any more; "
                              "they stay in it",
                              d->alias, queue_of(mapping)))
        return true;
    return buf_printf(&path, MAPPINGS "/%s", api_json_text(mapping, "UUID")) &&
           send(d, "DELETE", path.data, NULL, err);
}

/* Those of the alias; also of one that is made now, since mappings outlive a
 * function that is deleted. */
static bool list(const struct deploy *d, const struct deployed *one,
                 json_t **answer, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(1024);

    *answer = NULL;
    return (buf_printf(&path, MAPPINGS "?FunctionName=%s%%3A%s", one->name,
                       d->alias) ||
            error_set(err, "out of memory")) &&
           api_json_send(answer, &d->target,
                         &(struct api_request){.path = path.data},
                         err) == API_DONE;
}

bool deploy_mappings_send(struct deploy *d, const struct deployed *one,
                          struct error *err)
{
    json_t *answer;
    const char *queue;
    json_t *item;
    bool ok = list(d, one, &answer, err);
    const json_t *found = json_object_get(answer, "EventSourceMappings");

    json_object_foreach(one->queues, queue, item)
    {
        ok = ok && put(d, one, queue, item, find(found, queue), err);
    }
    for (size_t i = 0; ok && i < json_array_size(found); i++) {
        const json_t *mapping = json_array_get(found, i);
        if (!json_object_get(one->queues, queue_of(mapping)))
            ok = remove_one(d, one, mapping, err);
    }
    json_decref(answer);
    return ok || error_prefix(err, "%s", one->name);
}
