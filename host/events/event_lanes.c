#include "host/events/event_lanes.h"

#include <string.h>

#include "common/buf.h"
#include "host/runtime/invocation.h"

enum { ROOM_FIRST = 64 };

static unsigned add_hash(unsigned hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return (hash ^ '\n') * 16777619u;
}

static struct event_lane **bucket_of(struct event_lanes *lanes,
                                     const char *function,
                                     const char *qualifier,
                                     const char *destination)
{
    unsigned hash = add_hash(2166136261u, function);

    hash = add_hash(add_hash(hash, qualifier), destination);
    return &lanes->buckets[hash % EVENT_LANES_BUCKETS];
}

static char *copy(char **at, const char *text)
{
    char *to = *at;
    size_t size = strlen(text) + 1;

    memcpy(to, text, size);
    *at += size;
    return to;
}

/* NULL: out of memory. */
static struct event_lane *make_lane(struct event_lanes *lanes,
                                    const struct event_row *row)
{
    size_t size = strlen(row->function) + strlen(row->qualifier) +
                  strlen(row->destination) + 3;
    struct event_lane *lane = mem_new(1, sizeof *lane + size);
    char *at = (char *)(lane + 1);

    if (!lane)
        return NULL;
    lane->events = lanes->events;
    lane->function = copy(&at, row->function);
    lane->qualifier = copy(&at, row->qualifier);
    lane->destination = copy(&at, row->destination);
    if (lanes->turn) {
        lane->after = lanes->turn;
        lane->before = lanes->turn->before;
        lane->before->after = lane;
        lane->after->before = lane;
    } else {
        lane->before = lane->after = lanes->turn = lane;
    }
    lanes->lane_count++;
    return lane;
}

static struct event_lane *lane_of(struct event_lanes *lanes,
                                  const struct event_row *row)
{
    struct event_lane **bucket =
        bucket_of(lanes, row->function, row->qualifier, row->destination);
    struct event_lane *lane = *bucket;

    while (lane && (strcmp(lane->function, row->function) != 0 ||
                    strcmp(lane->qualifier, row->qualifier) != 0 ||
                    strcmp(lane->destination, row->destination) != 0))
        lane = lane->bucket;
    if (!lane && (lane = make_lane(lanes, row))) {
        lane->bucket = *bucket;
        *bucket = lane;
    }
    return lane;
}

static void remove_lane(struct event_lanes *lanes, struct event_lane *lane)
{
    struct event_lane **at =
        bucket_of(lanes, lane->function, lane->qualifier, lane->destination);

    while (*at != lane)
        at = &(*at)->bucket;
    *at = lane->bucket;
    lane->before->after = lane->after;
    lane->after->before = lane->before;
    if (lanes->turn == lane)
        lanes->turn = lane->after != lane ? lane->after : NULL;
    lanes->lane_count--;
    mem_free(lane);
}

static void swap(struct event_lanes *lanes, size_t a, size_t b)
{
    struct event_item *item = lanes->delayed[a];

    lanes->delayed[a] = lanes->delayed[b];
    lanes->delayed[b] = item;
}

static bool is_sooner(const struct event_lanes *lanes, size_t a, size_t b)
{
    const struct event_item *one = lanes->delayed[a];
    const struct event_item *other = lanes->delayed[b];

    return one->due_ms != other->due_ms ? one->due_ms < other->due_ms
                                        : one->id < other->id;
}

/* There is room for all items. */
static void push(struct event_lanes *lanes, struct event_item *item)
{
    size_t at = lanes->delayed_count++;

    lanes->delayed[at] = item;
    for (; at > 0 && is_sooner(lanes, at, (at - 1) / 2); at = (at - 1) / 2)
        swap(lanes, at, (at - 1) / 2);
}

static struct event_item *pop(struct event_lanes *lanes)
{
    struct event_item *item = lanes->delayed[0];
    size_t count = --lanes->delayed_count;
    size_t at = 0;

    lanes->delayed[0] = lanes->delayed[count];
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++)
            if (child < count && is_sooner(lanes, child, least))
                least = child;
        if (least == at)
            return item;
        swap(lanes, at, least);
        at = least;
    }
}

static void queue(struct event_item *item)
{
    struct event_lane *lane = item->lane;

    item->next = NULL;
    *(lane->tail ? &lane->tail->next : &lane->head) = item;
    lane->tail = item;
}

/* Room for one more, so that to put back never fails. */
static bool make_room(struct event_lanes *lanes)
{
    size_t room = lanes->delayed_room ? 2 * lanes->delayed_room : ROOM_FIRST;
    struct event_item **more;

    if (lanes->count < lanes->delayed_room)
        return true;
    more = mem_new(room, sizeof(struct event_item *));
    if (!more)
        return false;
    for (size_t i = 0; i < lanes->delayed_count; i++)
        more[i] = lanes->delayed[i];
    mem_free(lanes->delayed);
    lanes->delayed = more;
    lanes->delayed_room = room;
    return true;
}

struct event_item *event_lanes_add(struct event_lanes *lanes,
                                   const struct event_row *row)
{
    struct event_item *item =
        make_room(lanes) ? mem_new(1, sizeof *item) : NULL;
    struct event_lane *lane = item ? lane_of(lanes, row) : NULL;

    if (!lane) {
        mem_free(item);
        return NULL;
    }
    *item = (struct event_item){.lane = lane,
                                .id = row->id,
                                .accepted_ms = row->accepted_ms,
                                .due_ms = row->due_ms,
                                .attempts = row->attempts,
                                .faults = row->faults,
                                .crashes = row->crashes,
                                .size = (size_t)row->size,
                                .following = lanes->items};
    if (lanes->items)
        lanes->items->preceding = item;
    lanes->items = item;
    lane->count++;
    lanes->count++;
    lanes->bytes += item->size;
    push(lanes, item);
    return item;
}

int64_t event_lanes_wake(struct event_lanes *lanes, int64_t now_ms)
{
    while (lanes->delayed_count > 0 && lanes->delayed[0]->due_ms <= now_ms)
        queue(pop(lanes));
    return lanes->delayed_count > 0 ? lanes->delayed[0]->due_ms - now_ms : -1;
}

struct event_item *event_lanes_take(struct event_lane *lane)
{
    struct event_item *item = lane->head;

    if (!item)
        return NULL;
    lane->head = item->next;
    if (!lane->head)
        lane->tail = NULL;
    lane->running++;
    return item;
}

void event_lanes_put_back(struct event_lanes *lanes, struct event_item *item)
{
    item->lane->running--;
    push(lanes, item);
}

void event_lanes_drop(struct event_lanes *lanes, struct event_item *item)
{
    struct event_lane *lane = item->lane;

    *(item->preceding ? &item->preceding->following : &lanes->items) =
        item->following;
    if (item->following)
        item->following->preceding = item->preceding;
    lane->running--;
    lanes->count--;
    lanes->bytes -= item->size;
    if (item->invocation)
        invocation_unref(item->invocation);
    mem_free(item);
    if (--lane->count == 0)
        remove_lane(lanes, lane);
}

void event_lanes_move(struct event_lanes *to, struct event_lanes *from)
{
    for (const struct event_item *item = from->items; item;
         item = item->following) {
        const struct event_row row = {.id = item->id,
                                      .function = item->lane->function,
                                      .qualifier = item->lane->qualifier,
                                      .destination = item->lane->destination,
                                      .accepted_ms = item->accepted_ms,
                                      .due_ms = item->due_ms,
                                      .size = (int64_t)item->size};
        (void)event_lanes_add(to, &row);
    }
}

void event_lanes_clear(struct event_lanes *lanes)
{
    while (lanes->items) {
        struct event_item *item = lanes->items;
        lanes->items = item->following;
        if (item->invocation)
            invocation_unref(item->invocation);
        mem_free(item);
    }
    while (lanes->turn)
        remove_lane(lanes, lanes->turn);
    mem_free(lanes->delayed);
    *lanes = (struct event_lanes){.events = lanes->events};
}
