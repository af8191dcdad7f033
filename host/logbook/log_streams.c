#include "host/logbook/log_streams.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY = 16 };

/* From the end: most lines belong to a stream that is young. */
static struct log_stream *find(const struct log_streams *streams,
                               const char *name, size_t size)
{
    for (size_t i = streams->count; i-- > 0;)
        if (!strncmp(streams->items[i].name, name, size) &&
            !streams->items[i].name[size])
            return &streams->items[i];
    return NULL;
}

static bool make_room(struct log_streams *streams)
{
    size_t capacity =
        streams->capacity > 0 ? streams->capacity * 2 : FIRST_CAPACITY;

    if (streams->count < streams->capacity)
        return true;
    if (streams->count >= LOG_STREAMS_MAX) {
        streams->count -= LOG_STREAMS_MAX / 4;
        memmove(streams->items, streams->items + LOG_STREAMS_MAX / 4,
                streams->count * sizeof *streams->items);
        return true;
    }
    struct log_stream *items = mem_new(capacity, sizeof *items);
    if (!items)
        return false;
    if (streams->count > 0)
        memcpy(items, streams->items, streams->count * sizeof *items);
    mem_free(streams->items);
    streams->items = items;
    streams->capacity = capacity;
    return true;
}

void log_streams_note(struct log_streams *streams, const struct log_line *line)
{
    struct log_stream *s = find(streams, line->stream, line->stream_size);

    if (!s) {
        if (!make_room(streams))
            return;
        s = &streams->items[streams->count++];
        *s = (struct log_stream){.first_ms = line->time_ms,
                                 .first_event_ms = log_line_event_ms(line)};
        (void)snprintf(s->name, sizeof s->name, "%.*s", (int)line->stream_size,
                       line->stream);
    }
    s->last_ms = line->time_ms;
    if (s->last_event_ms < log_line_event_ms(line))
        s->last_event_ms = log_line_event_ms(line);
}

const struct log_stream *log_streams_find(const struct log_streams *streams,
                                          const char *name)
{
    return find(streams, name, strlen(name));
}

void log_streams_free(struct log_streams *streams)
{
    mem_free(streams->items);
    *streams = (struct log_streams){.count = 0};
}
