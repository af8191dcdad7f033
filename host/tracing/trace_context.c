#include "host/tracing/trace_context.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/base/ids.h"

static const char hex[] = "0123456789abcdef";

enum {
    TRACE_DIGITS = TRACE_ID_SIZE - 1,
    TIME_DIGITS = 8, /* of a trace id of X-Ray */
    SPAN_DIGITS = SPAN_ID_SIZE - 1,
};

/* `size` lower case digits, not all of them 0. */
static bool is_id(const char *text, size_t size)
{
    return strspn(text, hex) >= size && strspn(text, "0") < size;
}

static bool is_hex(const char *text, size_t size)
{
    return strspn(text, hex) >= size;
}

bool trace_context_read_w3c(struct trace_context *context, const char *text)
{
    enum { TRACE_AT = 3, SPAN_AT = 36, FLAGS_AT = 53, SIZE = 55 };
    size_t size = strlen(text);

    /* A later version may have more after the flags. */
    if (size < SIZE || !is_hex(text, 2) || !strncmp(text, "ff", 2) ||
        (size > SIZE && (!strncmp(text, "00", 2) || text[SIZE] != '-')) ||
        text[TRACE_AT - 1] != '-' || text[SPAN_AT - 1] != '-' ||
        text[FLAGS_AT - 1] != '-' || !is_id(text + TRACE_AT, TRACE_DIGITS) ||
        !is_id(text + SPAN_AT, SPAN_DIGITS) || !is_hex(text + FLAGS_AT, 2))
        return false;
    memcpy(context->trace_id, text + TRACE_AT, TRACE_DIGITS);
    memcpy(context->parent_id, text + SPAN_AT, SPAN_DIGITS);
    context->trace_id[TRACE_DIGITS] = context->parent_id[SPAN_DIGITS] = '\0';
    /* The lowest bit is that of sampling. */
    context->decision = (strchr(hex, text[FLAGS_AT + 1]) - hex) % 2
                            ? TRACE_SAMPLED
                            : TRACE_NOT_SAMPLED;
    return true;
}

/* The value of a field: "Root=…;Parent=…". NULL: there is none. */
static const char *field(const char *text, const char *name, size_t *size)
{
    size_t named = strlen(name);

    while (*text) {
        text += strspn(text, "; ");
        size_t all = strcspn(text, ";");
        if (all > named && !strncmp(text, name, named)) {
            *size = all - named;
            return text + named;
        }
        text += all;
    }
    return NULL;
}

bool trace_context_read_xray(struct trace_context *context, const char *text)
{
    enum { TIME_AT = 2, TIME = 8, RANDOM_AT = 11, RANDOM = 24, SIZE = 35 };
    size_t size = 0;
    const char *root = field(text, "Root=", &size);

    if (!root || size != SIZE || strncmp(root, "1-", 2) != 0 ||
        !is_hex(root + TIME_AT, TIME) || root[RANDOM_AT - 1] != '-' ||
        !is_hex(root + RANDOM_AT, RANDOM) ||
        (!is_id(root + TIME_AT, TIME) && !is_id(root + RANDOM_AT, RANDOM)))
        return false;
    memcpy(context->trace_id, root + TIME_AT, TIME);
    memcpy(context->trace_id + TIME, root + RANDOM_AT, RANDOM);
    context->trace_id[TRACE_DIGITS] = '\0';
    *context->parent_id = '\0';
    const char *parent = field(text, "Parent=", &size);
    if (parent && size == SPAN_DIGITS && is_id(parent, SPAN_DIGITS)) {
        memcpy(context->parent_id, parent, SPAN_DIGITS);
        context->parent_id[SPAN_DIGITS] = '\0';
    }
    const char *sampled = field(text, "Sampled=", &size);
    context->decision = TRACE_UNDECIDED;
    if (sampled && size == 1 && (*sampled == '0' || *sampled == '1'))
        context->decision = *sampled == '1' ? TRACE_SAMPLED : TRACE_NOT_SAMPLED;
    return true;
}

/* Not all digits are 0. */
static void make_span_id(char id[SPAN_ID_SIZE])
{
    random_hex(id, SPAN_DIGITS);
    if (!is_id(id, SPAN_DIGITS))
        id[SPAN_DIGITS - 1] = '1';
}

/* As X-Ray has them: the first digits are the time. */
void trace_context_new(struct trace_context *context)
{
    *context = (struct trace_context){.decision = TRACE_UNDECIDED};
    (void)snprintf(context->trace_id, sizeof context->trace_id, "%08x",
                   (unsigned)(clock_wall_ms() / 1000));
    random_hex(context->trace_id + TIME_DIGITS, TRACE_DIGITS - TIME_DIGITS);
}

void trace_context_begin(struct trace_context *context)
{
    make_span_id(context->span_id);
    make_span_id(context->handler_id);
}

bool trace_context_add_xray(struct buf *out,
                            const struct trace_context *context,
                            const char *span_id)
{
    static const char *const flags[] = {[TRACE_UNDECIDED] = "",
                                        [TRACE_SAMPLED] = ";Sampled=1",
                                        [TRACE_NOT_SAMPLED] = ";Sampled=0"};

    return buf_printf(out, "Root=1-%.8s-%s%s%s%s", context->trace_id,
                      context->trace_id + 8, *span_id ? ";Parent=" : "",
                      span_id, flags[context->decision]);
}

void trace_context_w3c(char text[TRACEPARENT_SIZE],
                       const struct trace_context *context, const char *span_id)
{
    (void)snprintf(text, TRACEPARENT_SIZE, "00-%s-%s-%s", context->trace_id,
                   span_id, context->decision == TRACE_SAMPLED ? "01" : "00");
}
