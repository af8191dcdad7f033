/* hello - whatever the platform's headers say, the line before an event is one
 * line, one JSON object, with the event's true length and text that is UTF-8.
 *
 * Input: the fields of the event, each ended by 0x00. */
#include <jansson.h>
#include <string.h>

#include "bootstrap/process/bridge_hello.h"
#include "common/utf8.h"
#include "test/fuzz/support/fuzz.h"

enum { TEXT_MAX = 1024 * 1024 };

static void must_say(const json_t *object, const char *name,
                     const struct buf *field)
{
    AUTO(struct buf, buf_free) clean = BUF(TEXT_MAX);
    const json_t *told = json_object_get(object, name);

    must((told != NULL) == (field->size > 0));
    if (!told)
        return;
    must(utf8_sanitize(&clean, field->data, field->size));
    must(json_string_length(told) == clean.size);
    must(!memcmp(json_string_value(told), clean.data, clean.size));
}

static void fill(struct invocation *inv, const char *text, size_t size)
{
    struct buf *const fields[] = {&inv->request_id, &inv->function_arn,
                                  &inv->trace_id,   &inv->client_context,
                                  &inv->identity,   &inv->tenant_id,
                                  &inv->event};

    for (size_t i = 0; i < COUNT(fields) && size > 0; i++) {
        const char *end = memchr(text, '\0', size);
        size_t one = end ? (size_t)(end - text) : size;
        (void)!buf_add(fields[i], text, one);
        one += end != NULL;
        text += one;
        size -= one;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) line = BUF(TEXT_MAX);
    struct invocation inv;
    struct error err = ERROR_NONE;

    invocation_init(&inv);
    fill(&inv, (const char *)bytes, size);
    inv.deadline_wall_ms = (int64_t)size * 1000003;
    must(bridge_hello_event(&line, &inv, &err));
    must(memchr(line.data, '\n', line.size) == line.data + line.size - 1);
    json_t *told = json_loadb(line.data, line.size, 0, NULL);
    const json_t *context = json_object_get(told, "context");
    must((size_t)json_integer_value(json_object_get(told, "length")) ==
         inv.event.size);
    must(json_integer_value(json_object_get(context, "deadlineMs")) ==
         inv.deadline_wall_ms);
    must_say(told, "trace", &inv.trace_id);
    must_say(context, "awsRequestId", &inv.request_id);
    must_say(context, "invokedFunctionArn", &inv.function_arn);
    must_say(context, "clientContext", &inv.client_context);
    must_say(context, "identity", &inv.identity);
    must_say(context, "tenantId", &inv.tenant_id);
    json_decref(told);
    invocation_free(&inv);
    return 0;
}
