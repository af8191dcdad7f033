#include "host/lambda_api/event_stream.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

enum { HTTP_PRELUDE_BYTES = 12, TYPE_STRING = 7 };

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

static void put(struct event_stream_message *f, const void *bytes, size_t size)
{
    memcpy(f->head + f->head_size, bytes, size);
    f->head_size += size;
}

static void put_header(struct event_stream_message *f, const char *name,
                       const char *value)
{
    const unsigned char name_size = (unsigned char)strlen(name);
    const unsigned char between[] = {TYPE_STRING, 0,
                                     (unsigned char)strlen(value)};

    put(f, &name_size, 1);
    put(f, name, name_size);
    put(f, between, sizeof between);
    put(f, value, strlen(value));
}

void event_stream_make(struct event_stream_message *f,
                       enum event_stream_kind kind, const void *payload,
                       size_t size)
{
    f->head_size = HTTP_PRELUDE_BYTES;
    put_header(f, ":event-type", kind_name(kind));
    put_header(f, ":content-type", kind_type(kind));
    put_header(f, ":message-type", "event");
    put_u32(f->head, f->head_size + size + EVENT_TAIL_BYTES);
    put_u32(f->head + 4, f->head_size - HTTP_PRELUDE_BYTES);
    put_u32(f->head + 8, crc32_z(0, f->head, 8));
    uLong crc = crc32_z(0, f->head, f->head_size);
    put_u32(f->tail, crc32_z(crc, payload, size));
}
