#include "host/logbook/log_named_streams.h"

#include <stdio.h>

static const char member[] = "streams";
static const char last[] = "lastStream";

static json_int_t number_of(const json_t *one)
{
    return json_integer_value(json_object_get(one, "number"));
}

static void write_stream(char stream[LOG_STREAM_SIZE], const json_t *one)
{
    (void)snprintf(stream, LOG_STREAM_SIZE, "#%lld", (long long)number_of(one));
}

bool log_named_streams_find(const json_t *settings, const char *name,
                            char stream[LOG_STREAM_SIZE])
{
    const json_t *one =
        json_object_get(json_object_get(settings, member), name);

    if (one)
        write_stream(stream, one);
    return one != NULL;
}

static void remove_oldest(json_t *streams)
{
    const char *name;
    const char *oldest = NULL;
    json_int_t least = 0;
    json_t *one;

    json_object_foreach(streams, name, one)
    {
        if (oldest && number_of(one) > least)
            continue;
        oldest = name;
        least = number_of(one);
    }
    if (oldest)
        (void)json_object_del(streams, oldest);
}

bool log_named_streams_add(json_t *settings, const char *name, int64_t now_ms)
{
    json_t *streams = json_object_get(settings, member);
    json_int_t number = json_integer_value(json_object_get(settings, last)) + 1;
    json_t *one = json_pack("{s:I, s:I}", "number", number, "created",
                            (json_int_t)now_ms);

    if (!streams) {
        streams = json_object();
        if (json_object_set_new(settings, member, streams) != 0) {
            json_decref(one);
            return false;
        }
    }
    if (json_object_size(streams) >= LOG_NAMED_STREAMS_MAX)
        remove_oldest(streams);
    return json_object_set_new(streams, name, one) == 0 &&
           json_object_set_new(settings, last, json_integer(number)) == 0;
}

void log_named_streams_remove(json_t *settings, const char *name)
{
    (void)json_object_del(json_object_get(settings, member), name);
}

bool log_named_streams_has(const char *stream)
{
    return *stream == '#';
}

json_t *log_named_streams_names(const json_t *settings)
{
    json_t *names = json_object();
    char stream[LOG_STREAM_SIZE];
    const char *name;
    json_t *one;

    json_object_foreach(json_object_get(settings, member), name, one)
    {
        write_stream(stream, one);
        (void)json_object_set_new(names, stream, json_string(name));
    }
    return names;
}
