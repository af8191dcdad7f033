#include "host/lambda_api/event_stream.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

enum { PRELUDE_BYTES = 12, TYPE_STRING = 7 };

static const char *kind_name(enum event_stream_kind kind)
{
    switch (kind) {
    case EVENT_PAYLOAD_CHUNK:
        return "PayloadChunk";
    case EVENT_INVOKE_COMPLETE:
        return "InvokeComplete";
    }
    return "";
}

static const char *kind_type(enum event_stream_kind kind)
{
    switch (kind) {
    case EVENT_PAYLOAD_CHUNK:
        return "application/octet-stream";
    case EVENT_INVOKE_COMPLETE:
        return "application/json";
    }
    return "";
}

static void put_u32(unsigned char *at, size_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (24 - 8 * i));
}

static void put(struct event_stream_message *message, const void *bytes,
                size_t size)
{
    memcpy(message->head + message->head_size, bytes, size);
    message->head_size += size;
}

static void put_header(struct event_stream_message *message, const char *name,
                       const char *value)
{
    const unsigned char name_size = (unsigned char)strlen(name);
    const unsigned char between[] = {TYPE_STRING, 0,
                                     (unsigned char)strlen(value)};

    put(message, &name_size, 1);
    put(message, name, name_size);
    put(message, between, sizeof between);
    put(message, value, strlen(value));
}

void event_stream_make(struct event_stream_message *message,
                       enum event_stream_kind kind, const void *payload,
                       size_t size)
{
    message->head_size = PRELUDE_BYTES;
    put_header(message, ":event-type", kind_name(kind));
    put_header(message, ":content-type", kind_type(kind));
    put_header(message, ":message-type", "event");
    put_u32(message->head, message->head_size + size + EVENT_TAIL_BYTES);
    put_u32(message->head + 4, message->head_size - PRELUDE_BYTES);
    put_u32(message->head + 8, crc32_z(0, message->head, 8));
    uLong crc = crc32_z(0, message->head, message->head_size);
    put_u32(message->tail, crc32_z(crc, payload, size));
}
