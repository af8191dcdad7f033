#include "bootstrap/event/invocation.h"

#include <string.h>
#include <strings.h>

#include "common/clock.h"

/* As AWS Lambda gives a function to start. */
enum { LOAD_MAX_MS = 10000 };

/* The limits are well above what AWS Lambda sends. */
static const struct row {
    const char *name;
    size_t field;
    size_t max_bytes;
} table[] = {
    {"Lambda-Runtime-Aws-Request-Id", offsetof(struct invocation, request_id),
     128},
    {"Lambda-Runtime-Deadline-Ms", offsetof(struct invocation, deadline_text),
     64},
    {"Lambda-Runtime-Invoked-Function-Arn",
     offsetof(struct invocation, function_arn), 2048},
    {"Lambda-Runtime-Trace-Id", offsetof(struct invocation, trace_id), 4096},
    {"Lambda-Runtime-Client-Context",
     offsetof(struct invocation, client_context), 65536},
    {"Lambda-Runtime-Cognito-Identity", offsetof(struct invocation, identity),
     65536},
    {"Lambda-Runtime-Aws-Tenant-Id", offsetof(struct invocation, tenant_id),
     1024},
    {"Lambda-Runtime-Invocation-Id", offsetof(struct invocation, invocation_id),
     4096},
    {"Dayfly-Load-Ms", offsetof(struct invocation, load_text), 16},
};

static struct buf *field_of(struct invocation *inv, const struct row *row)
{
    return (struct buf *)(void *)((char *)inv + row->field);
}

static const size_t env_fields[INVOCATION_ENV_FIELDS] = {
    offsetof(struct invocation, request_id),
    offsetof(struct invocation, function_arn),
    offsetof(struct invocation, client_context),
    offsetof(struct invocation, identity),
    offsetof(struct invocation, tenant_id),
    offsetof(struct invocation, trace_id),
};

const char *const invocation_env_names[INVOCATION_ENV_FIELDS] = {
    "DAYFLY_REQUEST_ID",       "DAYFLY_FUNCTION_ARN", "DAYFLY_CLIENT_CONTEXT",
    "DAYFLY_COGNITO_IDENTITY", "DAYFLY_TENANT_ID",    "_X_AMZN_TRACE_ID",
};

const struct buf *invocation_env_field(const struct invocation *inv,
                                       size_t index)
{
    return (const struct buf *)((const char *)inv + env_fields[index]);
}

void invocation_init(struct invocation *inv)
{
    *inv = (struct invocation){.deadline = DEADLINE_NEVER};
    for (size_t i = 0; i < COUNT(table); i++)
        *field_of(inv, &table[i]) = (struct buf)BUF(table[i].max_bytes);
    inv->event = (struct buf)BUF(PAYLOAD_MAX_BYTES);
}

void invocation_clear(struct invocation *inv)
{
    for (size_t i = 0; i < COUNT(table); i++)
        buf_clear(field_of(inv, &table[i]));
    buf_clear(&inv->event);
    inv->deadline_wall_ms = 0;
    inv->arrived_us = 0;
    inv->load_us = 0;
    inv->limit_ms = 0;
    inv->deadline = (struct deadline)DEADLINE_NEVER;
    inv->reject_is_header = false;
    inv->id_error.text[0] = '\0';
    inv->reject_reason.text[0] = '\0';
}

void invocation_free(struct invocation *inv)
{
    for (size_t i = 0; i < COUNT(table); i++)
        buf_free(field_of(inv, &table[i]));
    buf_free(&inv->event);
}

static bool has_control(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

/* Sets the field, or returns false: err says what is wrong with the header. */
static bool set_field(struct buf *field, const struct row *row,
                      const char *value, size_t size, struct error *err)
{
    if (field->size > 0 && field->size == size &&
        !memcmp(field->data, value, size))
        return true;
    if (field->size > 0)
        return error_set(err, "header %s came with two values", row->name);
    if (has_control(value, size))
        return error_set(err, "header %s has a control character in it",
                         row->name);
    if (!buf_add(field, value, size))
        return error_set(err,
                         "header %s has %zu bytes; at most %zu are allowed",
                         row->name, size, row->max_bytes);
    return true;
}

static void take_header(struct invocation *inv, const struct row *row,
                        const char *value, size_t size)
{
    struct buf *field = field_of(inv, row);

    if (set_field(field, row, value, size, &inv->reject_reason))
        return;
    inv->reject_is_header = true;
    if (field == &inv->request_id)
        inv->id_error = inv->reject_reason;
}

void invocation_header(struct invocation *inv, const char *name,
                       size_t name_size, const char *value, size_t value_size)
{
    if (value_size == 0)
        return;
    for (size_t i = 0; i < COUNT(table); i++)
        if (strlen(table[i].name) == name_size &&
            !strncasecmp(table[i].name, name, name_size))
            take_header(inv, &table[i], value, value_size);
}

bool invocation_has_id(const struct invocation *inv, struct error *err)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const struct buf *id = &inv->request_id;

    if (*inv->id_error.text)
        return error_set(err, "%s", inv->id_error.text);
    if (id->size == 0)
        return error_set(err, "the event came without a request id");
    if (strspn(id->data, allowed) != id->size)
        return error_set(err,
                         "the event's request id contains characters that are "
                         "not allowed in a URL");
    return true;
}

/* Milliseconds since the epoch; a number that does not fit becomes a moment far
 * in the future. False: not a decimal number, or 0. */
static bool epoch_ms_from(const struct buf *text, int64_t *wall_ms)
{
    if (text->size == 0 || strspn(text->data, "0123456789") != text->size)
        return false;
    int64_t sum = 0;
    for (const char *c = text->data; *c; c++)
        sum = sum > INT64_MAX / 100 ? INT64_MAX / 10 : sum * 10 + (*c - '0');
    *wall_ms = sum;
    return sum > 0;
}

int64_t invocation_read_end_ms(const struct invocation *inv)
{
    int64_t now_ms = clock_mono_ms();
    int64_t wall_ms;

    if (!epoch_ms_from(&inv->deadline_text, &wall_ms))
        return 0;
    struct deadline deadline = deadline_make(now_ms, wall_ms - clock_wall_ms());
    return deadline_transfer_end_ms(&deadline, now_ms);
}

int64_t invocation_send_end_ms(const struct invocation *inv)
{
    return deadline_transfer_end_ms(&inv->deadline, clock_mono_ms());
}

int64_t invocation_load_max_ms(const struct invocation *inv)
{
    int64_t ms = 0;

    (void)epoch_ms_from(&inv->load_text, &ms);
    return ms < LOAD_MAX_MS ? ms : LOAD_MAX_MS;
}

void invocation_loaded(struct invocation *inv, int64_t timeout_ms)
{
    int64_t waited_us = clock_mono_us() - inv->arrived_us;
    int64_t most_us = invocation_load_max_ms(inv) * 1000;

    inv->load_us = waited_us < most_us ? waited_us : most_us;
    invocation_received(inv, timeout_ms);
}

void invocation_received(struct invocation *inv, int64_t timeout_ms)
{
    int64_t now_wall_ms = clock_wall_ms();

    if (!epoch_ms_from(&inv->deadline_text, &inv->deadline_wall_ms)) {
        inv->reject_is_header = true;
        (void)error_set(&inv->reject_reason,
                        "header Lambda-Runtime-Deadline-Ms is \"%.40s\"; it "
                        "must be milliseconds since the epoch",
                        inv->deadline_text.data);
        return;
    }
    inv->deadline_wall_ms += inv->load_us / 1000;
    if (inv->deadline_wall_ms > now_wall_ms + timeout_ms)
        inv->deadline_wall_ms = now_wall_ms + timeout_ms;
    inv->limit_ms = inv->deadline_wall_ms - now_wall_ms;
    if (inv->limit_ms < 0)
        inv->limit_ms = 0;
    inv->deadline = deadline_make(clock_mono_ms(), inv->limit_ms);
}

const char *invocation_reject_type(const struct invocation *inv)
{
    return inv->reject_is_header ? "Runtime.LambdaContextUnmarshalError"
                                 : "Runtime.UnmarshalError";
}
