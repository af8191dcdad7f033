#include "host/message_queues/message_queues.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/store/database.h"

enum { ROOM_STEP = 64, TIMER_MAX_MS = 60000 };

static const struct {
    const char *name;
    const char *value;
    const char *by_kms; /* if the queue has a key of KMS; NULL: the same */
} defaults[] = {
    {"DelaySeconds", "0", NULL},
    {"MaximumMessageSize", "1048576", NULL},
    {"MessageRetentionPeriod", "345600", NULL},
    {"ReceiveMessageWaitTimeSeconds", "0", NULL},
    {"VisibilityTimeout", "30", NULL},
    {"SqsManagedSseEnabled", "true", "false"},
    {"RedrivePolicy", "", NULL},
    {"RedriveAllowPolicy", "", NULL},
    {"Policy", "", NULL},
    {"KmsMasterKeyId", "", NULL},
    {"KmsDataKeyReusePeriodSeconds", "", "300"},
    {"FifoQueue", "", NULL},
    {"ContentBasedDeduplication", "", NULL},
    {"DeduplicationScope", "", NULL},
    {"FifoThroughputLimit", "", NULL},
};

/* NULL: there is no such attribute; "": it has no value. */
static const char *default_of(const char *name, bool by_kms)
{
    for (size_t i = 0; i < COUNT(defaults); i++)
        if (!strcmp(defaults[i].name, name))
            return by_kms && defaults[i].by_kms ? defaults[i].by_kms
                                                : defaults[i].value;
    return NULL;
}

const char *message_queue_attribute(const struct message_queue *queue,
                                    const char *name)
{
    const json_t *given = json_object_get(queue->document, "attributes");
    const char *text = json_string_value(json_object_get(given, name));

    if (!text)
        text =
            default_of(name, json_object_get(given, "KmsMasterKeyId") != NULL);
    return text ? text : "";
}

int64_t message_queue_number(const struct message_queue *queue,
                             const char *name)
{
    return strtoll(message_queue_attribute(queue, name), NULL, 10);
}

bool message_queue_is_fifo(const struct message_queue *queue)
{
    return !strcmp(message_queue_attribute(queue, "FifoQueue"), "true");
}

json_t *message_queue_notes(struct message_queue *queue)
{
    if (!queue->notes)
        queue->notes = json_object();
    return queue->notes;
}

void message_queue_arn(const struct message_queues *queues, const char *name,
                       char arn[QUEUE_ARN_SIZE])
{
    (void)snprintf(arn, QUEUE_ARN_SIZE, "arn:aws:sqs:%s:" QUEUE_ACCOUNT ":%s",
                   queues->region, name);
}

/* Where it is, or belongs. */
static size_t place_of(const struct message_queues *queues, const char *name)
{
    size_t low = 0;
    size_t high = queues->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(queues->list[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct message_queue *message_queues_any(const struct message_queues *queues,
                                         const char *name)
{
    size_t at = place_of(queues, name);

    return at < queues->count && !strcmp(queues->list[at]->name, name)
               ? queues->list[at]
               : NULL;
}

struct message_queue *message_queues_find(const struct message_queues *queues,
                                          const char *name)
{
    struct message_queue *queue = message_queues_any(queues, name);

    return queue && !queue->leaving ? queue : NULL;
}

struct message_queue *
message_queues_find_arn(const struct message_queues *queues, const char *arn)
{
    char prefix[QUEUE_ARN_SIZE];

    message_queue_arn(queues, "", prefix);
    return strncmp(arn, prefix, strlen(prefix)) == 0
               ? message_queues_find(queues, arn + strlen(prefix))
               : NULL;
}

static void on_due(void *self)
{
    message_queue_wake(self, 1);
}

static struct message_queue *add(struct message_queues *queues,
                                 const char *name)
{
    struct message_queue *queue = mem_new(1, sizeof *queue);
    size_t at = place_of(queues, name);

    if (queue && queues->count % ROOM_STEP == 0) {
        struct message_queue **list =
            mem_new(queues->count + ROOM_STEP, sizeof(struct message_queue *));
        if (list && queues->count > 0)
            memcpy(list, queues->list,
                   queues->count * sizeof(struct message_queue *));
        if (list) {
            mem_free(queues->list);
            queues->list = list;
        } else {
            mem_free(queue);
            queue = NULL;
        }
    }
    if (!queue)
        return NULL;
    memmove(&queues->list[at + 1], &queues->list[at],
            (queues->count - at) * sizeof(struct message_queue *));
    queues->list[at] = queue;
    queues->count++;
    queue->all = queues;
    queue->timer = (struct timer){.on_fire = on_due, .self = queue};
    (void)snprintf(queue->name, sizeof queue->name, "%s", name);
    return queue;
}

struct message_queue *message_queues_put(struct message_queues *queues,
                                         const char *name, int64_t number,
                                         json_t *document)
{
    struct message_queue *queue = message_queues_any(queues, name);
    bool is_new = !queue;

    if (is_new)
        queue = add(queues, name);
    if (!queue || !document) {
        json_decref(document);
        return NULL;
    }
    json_decref(queue->document);
    queue->document = document;
    queue->number = number;
    queue->leaving = false;
    if (is_new && queues->on_added)
        queues->on_added(queues->self, queue->name);
    return queue;
}

static void release(struct message_queue *queue)
{
    timer_clear(queue->all->loop, &queue->timer);
    json_decref(queue->document);
    json_decref(queue->notes);
    mem_free(queue);
}

void message_queues_drop(struct message_queue *queue)
{
    struct message_queues *queues = queue->all;
    size_t at = place_of(queues, queue->name);

    queue->leaving = true;
    message_queue_wake(queue, SIZE_MAX);
    queues->count--;
    memmove(&queues->list[at], &queues->list[at + 1],
            (queues->count - at) * sizeof(struct message_queue *));
    release(queue);
}

static bool load(void *self, const struct database_line *line,
                 struct error *err)
{
    struct message_queues *queues = self;
    json_t *document = json_loads(database_line_text(line, 2), 0, NULL);

    if (!json_is_object(document)) {
        json_decref(document);
        document = json_object();
    }
    return message_queues_put(queues, database_line_text(line, 1),
                              database_line_number(line, 0), document) ||
           error_set(err, "out of memory");
}

bool message_queues_open(struct message_queues *queues, struct database *db,
                         struct write_thread *writer, struct event_loop *loop,
                         const char *region, struct error *err)
{
    *queues = (struct message_queues){
        .db = db, .writer = writer, .loop = loop, .region = region};
    return database_each(db,
                         "SELECT number, name, document FROM queue "
                         "ORDER BY name",
                         NULL, 0, load, queues, err);
}

void message_queues_close(struct message_queues *queues)
{
    for (size_t i = 0; i < queues->count; i++)
        release(queues->list[i]);
    mem_free(queues->list);
    queues->list = NULL;
    queues->count = 0;
}

void message_queue_note(struct message_queue *queue, int64_t due_ms)
{
    int64_t in_ms = due_ms - clock_wall_ms();

    if (!queue->first)
        return;
    if (in_ms < 0)
        in_ms = 0;
    /* The wall clock may be set meanwhile. */
    if (in_ms > TIMER_MAX_MS)
        in_ms = TIMER_MAX_MS;
    if (queue->timer.due_ms == 0 ||
        queue->timer.due_ms > clock_mono_ms() + in_ms)
        timer_set(queue->all->loop, &queue->timer, in_ms);
}

void message_queue_wait(struct message_queue *queue,
                        struct queue_waiter *waiter, int64_t due_ms)
{
    waiter->queue = queue;
    waiter->next = NULL;
    *(queue->last ? &queue->last->next : &queue->first) = waiter;
    queue->last = waiter;
    if (due_ms > 0)
        message_queue_note(queue, due_ms);
}

void message_queue_leave(struct queue_waiter *waiter)
{
    struct message_queue *queue = waiter->queue;
    struct queue_waiter *before = NULL;

    if (!queue)
        return;
    waiter->queue = NULL;
    for (struct queue_waiter *at = queue->first; at != waiter; at = at->next)
        before = at;
    *(before ? &before->next : &queue->first) = waiter->next;
    if (queue->last == waiter)
        queue->last = before;
    if (!queue->first)
        timer_clear(queue->all->loop, &queue->timer);
}

void message_queue_wake(struct message_queue *queue, size_t count)
{
    /* Only those that wait now: who is woken may wait again. */
    const struct queue_waiter *last = queue->last;

    while (count-- > 0 && queue->first) {
        struct queue_waiter *waiter = queue->first;
        bool is_last = waiter == last;
        message_queue_leave(waiter);
        waiter->wake(waiter);
        if (is_last)
            break;
    }
}
