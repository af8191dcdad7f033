/* host/lambda_api/event_stream - the bytes of event stream messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <zlib.h>

#include "common/compiler.h"
#include "host/lambda_api/event_stream.h"

/* The bytes that AWS sends before a payload of 12 bytes. */
static const unsigned char aws_head[] =
    "\x00\x00\x00\x76\x00\x00\x00\x5a\x98\x0e\x72\xec"
    "\x0b:event-type\x07\x00\x0cPayloadChunk"
    "\x0d:content-type\x07\x00\x18"
    "application/octet-stream"
    "\x0d:message-type\x07\x00\x05"
    "event";

static uint32_t u32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

static void a_chunk_begins_as_one_of_aws(void **state)
{
    struct event_stream_message message;

    (void)state;
    event_stream_make(&message, EVENT_PAYLOAD_CHUNK, "Hello world!", 12);
    assert_int_equal(message.head_size, sizeof aws_head - 1);
    assert_memory_equal(message.head, aws_head, message.head_size);
}

static void a_chunk_has_the_declared_overhead(void **state)
{
    struct event_stream_message message;

    (void)state;
    event_stream_make(&message, EVENT_PAYLOAD_CHUNK, "", 0);
    assert_int_equal(message.head_size + sizeof message.tail,
                     EVENT_CHUNK_BYTES);
    assert_int_equal(u32(message.head), EVENT_CHUNK_BYTES);
}

static void the_last_message_is_json(void **state)
{
    struct event_stream_message message;

    (void)state;
    event_stream_make(&message, EVENT_INVOKE_COMPLETE, "{}", 2);
    assert_int_equal(u32(message.head),
                     message.head_size + 2 + sizeof message.tail);
    assert_int_equal(u32(message.head + 4), message.head_size - 12);
    assert_non_null(
        memmem(message.head, message.head_size, "\x0eInvokeComplete", 15));
    assert_non_null(memmem(message.head, message.head_size,
                           "\x10"
                           "application/json",
                           17));
}

static void the_checksum_at_the_end_covers_the_message(void **state)
{
    static const char *const payloads[] = {"", "x", "{\"a\":\"b\"}"};

    (void)state;
    for (size_t i = 0; i < COUNT(payloads); i++) {
        struct event_stream_message message;
        size_t size = strlen(payloads[i]);
        unsigned char whole[256];
        event_stream_make(&message, EVENT_PAYLOAD_CHUNK, payloads[i], size);
        memcpy(whole, message.head, message.head_size);
        memcpy(whole + message.head_size, payloads[i], size);
        assert_int_equal(u32(message.tail),
                         crc32_z(0, whole, message.head_size + size));
        assert_int_equal(u32(message.head + 8), crc32_z(0, whole, 8));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chunk_begins_as_one_of_aws),
        cmocka_unit_test(a_chunk_has_the_declared_overhead),
        cmocka_unit_test(the_last_message_is_json),
        cmocka_unit_test(the_checksum_at_the_end_covers_the_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
