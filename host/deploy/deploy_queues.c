#include "host/deploy/deploy_queues.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/client/queue_calls.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_mappings.h"
#include "host/deploy/deploy_step.h"
#include "host/deploy/deploy_templates.h"
#include "host/deploy/deployed.h"
#include "host/event_sources/queue_list.h"
#include "host/message_queues/queue_attributes.h"

#define RETENTION_MAX_S "1209600"

struct sending {
    struct deploy *d;
    const struct deploy_templates *templates;
    const struct deployed *all;
    size_t count;
};

/* Of several that give an attribute the first one decides. */
static void want(const struct deploy *d, json_t *wanted, const char *queue,
                 json_t *attributes)
{
    json_t *had = json_object_get(wanted, queue);
    const char *name;
    json_t *value;

    if (!had) {
        had = json_object();
        (void)json_object_set_new(wanted, queue, had);
    }
    json_object_foreach(attributes, name, value)
    {
        const json_t *before = json_object_get(had, name);
        if (!before)
            (void)json_object_set(had, name, value);
        else if (!json_equal(before, value))
            deploy_say(d, "Note",
                       "the queue %s: %s is given several values; the first "
                       "holds",
                       queue, name);
    }
}

/* RedrivePolicy with the name of the queue in the place of its ARN, which is
 * known when that is there. */
static void want_item(const struct deploy *d, json_t *wanted, const char *queue,
                      const json_t *item)
{
    json_t *attributes = queue_list_attributes(queue, item);
    const json_t *dead = json_object_get(item, "dead");

    if (dead) {
        json_t *policy =
            json_pack("{s:O, s:O}", "deadLetterTargetArn", dead,
                      "maxReceiveCount", json_object_get(item, "tries"));
        char *text = json_dumps(policy, JSON_COMPACT);
        (void)json_object_set_new(attributes, "RedrivePolicy",
                                  json_string(text ? text : ""));
        mem_free(text);
        json_decref(policy);
    }
    want(d, wanted, queue, attributes);
    json_decref(attributes);
}

static json_t *gather(const struct sending *s)
{
    json_t *wanted = json_object();
    const char *queue;
    json_t *value;

    for (size_t i = 0; i < s->templates->count; i++)
        json_object_foreach(s->templates->all[i].queues, queue, value)
        {
            want(s->d, wanted, queue, value);
        }
    for (size_t i = 0; i < s->count; i++)
        json_object_foreach(s->all[i].queues, queue, value)
        {
            want_item(s->d, wanted, queue, value);
        }
    return wanted;
}

static const char *policy_of(const json_t *attributes)
{
    return api_json_text(attributes, "RedrivePolicy");
}

/* The name in a policy. */
static const char *dead_of(const json_t *policy)
{
    const char *arn = api_json_text(policy, "deadLetterTargetArn");
    const char *last = strrchr(arn, ':');

    return last ? last + 1 : arn;
}

/* Dead letter queues that nobody says more about. */
static void add_dead(json_t *wanted)
{
    json_t *before = json_copy(wanted);
    const char *queue;
    json_t *attributes;

    json_object_foreach(before, queue, attributes)
    {
        json_t *policy = json_loads(policy_of(attributes), 0, NULL);
        const char *dead = dead_of(policy);
        if (*dead && !json_object_get(wanted, dead)) {
            json_t *kept =
                json_pack("{s:s}", "MessageRetentionPeriod", RETENTION_MAX_S);
            if (queue_attributes_is_fifo(dead))
                (void)json_object_set_new(kept, "FifoQueue",
                                          json_string("true"));
            (void)json_object_set_new(wanted, dead, kept);
        }
        json_decref(policy);
    }
    json_decref(before);
}

/* Of a new queue, if neither a template nor a file says it: the longest timeout
 * of the functions that have it decides. */
static void set_visibility(const struct sending *s, const char *queue,
                           json_t *attributes)
{
    char text[24];
    long long slowest = 0;

    for (size_t i = 0; i < s->templates->count; i++)
        if (json_object_get(s->templates->all[i].queues, queue))
            return;
    for (size_t i = 0; i < s->count; i++) {
        long long timeout = api_json_number(s->all[i].settings, "Timeout");
        if (json_object_get(s->all[i].queues, queue) && timeout > slowest)
            slowest = timeout;
    }
    if (slowest == 0 || json_object_get(attributes, "VisibilityTimeout"))
        return;
    (void)snprintf(text, sizeof text, "%u",
                   queue_list_visibility((unsigned)slowest));
    (void)json_object_set_new(attributes, "VisibilityTimeout",
                              json_string(text));
}

/* The ARN in a policy is that of the queue on this host. A dry run may not find
 * it: the policy is left out. */
static bool set_policy(const struct deploy *d, json_t *attributes,
                       struct error *err)
{
    json_t *policy = json_loads(policy_of(attributes), 0, NULL);
    json_t *dead = NULL;
    enum api_result result;
    char *text;

    if (!policy)
        return true;
    result = queue_calls_get(&dead, &d->target, dead_of(policy), err);
    if (result == API_ABSENT && d->is_dry) {
        *err = (struct error)ERROR_NONE;
        (void)json_object_del(attributes, "RedrivePolicy");
    } else if (result == API_DONE) {
        (void)json_object_set(policy, "deadLetterTargetArn",
                              json_object_get(dead, "QueueArn"));
        text = json_dumps(policy, JSON_COMPACT);
        (void)json_object_set_new(attributes, "RedrivePolicy",
                                  json_string(text ? text : ""));
        mem_free(text);
    }
    json_decref(policy);
    json_decref(dead);
    return result == API_DONE || d->is_dry;
}

static void keep_different(json_t *attributes, const json_t *found)
{
    const char *name;
    json_t *value;
    void *next;

    json_object_foreach_safe(attributes, next, name, value)
    {
        if (json_equal(value, json_object_get(found, name)))
            (void)json_object_del(attributes, name);
    }
}

static bool put(struct sending *s, const char *queue, json_t *attributes,
                struct error *err)
{
    struct deploy *d = s->d;
    json_t *found = NULL;
    AUTO(struct buf, buf_free) text = BUF(1500);
    const char *name;
    json_t *value;
    bool ok = set_policy(d, attributes, err);
    enum api_result result =
        ok ? queue_calls_get(&found, &d->target, queue, err) : API_FAILED;

    if (result == API_ABSENT)
        *err = (struct error)ERROR_NONE;
    if (result == API_ABSENT)
        set_visibility(s, queue, attributes);
    else
        keep_different(attributes, found);
    json_object_foreach(attributes, name, value)
    {
        (void)!buf_printf(&text, "%s%s %s", text.size > 0 ? ", " : ": ", name,
                          json_string_value(value));
    }
    if (result == API_ABSENT && deploy_step(d, queue, "make the queue%s",
                                            text.size > 0 ? text.data : ""))
        ok = queue_calls_create(&d->target, queue, attributes, err);
    else if (result == API_DONE && json_object_size(attributes) > 0 &&
             deploy_step(d, queue, "change the queue%s", text.data))
        ok = queue_calls_set(&d->target, queue, attributes, err);
    json_decref(found);
    return (ok && result != API_FAILED) ||
           error_prefix(err, "the queue %s", queue);
}

/* Those that others refer to first. */
static bool put_all(struct sending *s, json_t *wanted, struct error *err)
{
    const char *queue;
    json_t *attributes;
    bool ok = true;

    for (int with_policy = 0; with_policy < 2; with_policy++)
        json_object_foreach(wanted, queue, attributes)
        {
            bool has_policy = json_object_get(attributes, "RedrivePolicy");
            if (ok && (with_policy > 0) == has_policy)
                ok = put(s, queue, attributes, err);
        }
    return ok;
}

static void say_nothing_is_made(const struct deploy *d,
                                const struct deployed *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (json_object_size(all[i].queues) > 0)
            deploy_say(d, "Note",
                       "not deployed: `queues` of %s; make them in SQS, with "
                       "an event source mapping of the alias %s",
                       all[i].name, d->alias);
}

bool deploy_queues_send(struct deploy *d,
                        const struct deploy_templates *templates,
                        const struct deployed *all, size_t count,
                        struct error *err)
{
    struct sending s = {
        .d = d, .templates = templates, .all = all, .count = count};

    if (d->target.is_aws) {
        say_nothing_is_made(d, all, count);
        return true;
    }
    json_t *wanted = gather(&s);
    add_dead(wanted);
    bool ok = put_all(&s, wanted, err);
    json_decref(wanted);
    for (size_t i = 0; ok && i < count; i++)
        ok = deploy_mappings_send(d, &all[i], err);
    return ok;
}
