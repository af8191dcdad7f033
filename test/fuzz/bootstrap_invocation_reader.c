/* arrival - one answer of the platform after the other on the same memory:
 * each is judged as if it were the first, so nothing of an event, of a refused
 * answer or of a 1xx is ever in the next; and what is taken for an event is
 * what a plain reader of its header lines finds.
 *
 * Input: answers, each ended by 0x02. An answer is one byte for the status and
 * the way it ended, header lines, and after an empty line the body. */
#include <string.h>
#include <strings.h>

#include "bootstrap/runtime_api/invocation_reader.h"
#include "test/fuzz/support/fuzz.h"

#define ID "Lambda-Runtime-Aws-Request-Id:"
#define DEADLINE "Lambda-Runtime-Deadline-Ms:"

struct told {
    struct invocation_reader *arrival;
    struct http_response reply;
    struct error why;
    bool is_event;
};

/* Bytes of a line, its LF included. */
static size_t line_size(const char *text, size_t size)
{
    const char *end = memchr(text, '\n', size);

    return end ? (size_t)(end - text) + 1 : size;
}

static bool is_status(const char *line, size_t size)
{
    return size > 5 && !strncasecmp(line, "HTTP/", 5);
}

/* Another head follows the one this line begins. */
static bool is_interim(const char *line, size_t size)
{
    return is_status(line, size) && size > 9 && line[9] == '1';
}

static void tell_line(struct told *t, const char *line, size_t size)
{
    struct http_header h = {.name = NULL};
    enum http_response_line what = http_response_add(&t->reply, line, size, &h);

    if (what == HTTP_RESPONSE_STATUS)
        invocation_reader_begin(t->arrival);
    else if (what == HTTP_RESPONSE_HEADER)
        invocation_reader_header(t->arrival, &h);
}

static void tell(struct told *t, const char *text, size_t size)
{
    static const long statuses[] = {200, 200, 200, 200, 204, 404, 500, 0};
    unsigned char how = (unsigned char)*text;
    bool interim = false;
    size_t at = 1;

    t->why = (struct error)ERROR_NONE;
    http_response_clear(&t->reply);
    invocation_reader_begin(t->arrival);
    while (at < size && (!t->reply.headers_complete || interim)) {
        size_t line = line_size(text + at, size - at);
        if (t->reply.headers_complete && !is_status(text + at, line))
            break;
        if (is_status(text + at, line))
            interim = is_interim(text + at, line);
        tell_line(t, text + at, line);
        at += line;
    }
    (void)invocation_reader_bytes(t->arrival, text + at, size - at);
    t->is_event =
        invocation_reader_finish(t->arrival, &t->reply, statuses[how % 8],
                                 how & 64 ? "it broke off" : NULL, &t->why);
}

static void must_be_same(const struct buf *a, const struct buf *b)
{
    must(a->size == b->size && !memcmp(a->data, b->data, a->size));
}

static void compare(const struct told *a, const struct told *b)
{
    const struct invocation *x = &a->arrival->inv;
    const struct invocation *y = &b->arrival->inv;

    must(a->is_event == b->is_event);
    must(!strcmp(a->why.text, b->why.text));
    must(!strcmp(x->reject_reason.text, y->reject_reason.text));
    must(!strcmp(x->id_error.text, y->id_error.text));
    must(x->reject_is_header == y->reject_is_header);
    must_be_same(&x->request_id, &y->request_id);
    must_be_same(&x->deadline_text, &y->deadline_text);
    must_be_same(&x->function_arn, &y->function_arn);
    must_be_same(&x->trace_id, &y->trace_id);
    must_be_same(&x->client_context, &y->client_context);
    must_be_same(&x->identity, &y->identity);
    must_be_same(&x->tenant_id, &y->tenant_id);
    must_be_same(&x->invocation_id, &y->invocation_id);
    must_be_same(&x->event, &y->event);
}

/* Where the last header block begins. */
static size_t last_block(const char *text, size_t size)
{
    size_t found = 1;
    bool interim = false;
    bool over = false;

    for (size_t at = 1, line; at < size; at += line) {
        line = line_size(text + at, size - at);
        if (is_status(text + at, line)) {
            interim = is_interim(text + at, line);
            found = at;
            over = false;
        } else if (over) {
            break;
        } else if (line <= 2 && !memchr(text + at, ':', line)) {
            over = true;
            if (!interim)
                break;
        }
    }
    return found;
}

static void trim(const char **from, size_t *left)
{
    while (*left > 0 && memchr(" \t\r\n", (*from)[*left - 1], 4))
        --*left;
    while (*left > 0 && memchr(" \t", **from, 2)) {
        ++*from;
        --*left;
    }
}

/* Every line of the last block that has this name has this value, or none. */
static void must_be_told_so(const char *text, size_t size, const char *name,
                            const struct buf *value)
{
    size_t found = 0;

    for (size_t at = last_block(text, size), line; at < size; at += line) {
        line = line_size(text + at, size - at);
        const char *from = text + at;
        size_t left = line;
        if (line <= 2 && !memchr(from, ':', line))
            break;
        if (left < strlen(name) || strncasecmp(from, name, strlen(name)) != 0)
            continue;
        from += strlen(name);
        left -= strlen(name);
        trim(&from, &left);
        must(left == 0 ||
             (left == value->size && !memcmp(from, value->data, left)));
        found += left > 0;
    }
    must((found > 0) == (value->size > 0));
}

static void check_event(struct invocation *inv, const char *text, size_t size)
{
    must_be_told_so(text, size, ID, &inv->request_id);
    must(inv->request_id.size > 0 && inv->request_id.size <= 128);
    bool refused = *inv->reject_reason.text;
    if (!refused)
        must_be_told_so(text, size, DEADLINE, &inv->deadline_text);
    invocation_received(inv, 900000);
    must(inv->limit_ms >= 0 && inv->limit_ms <= 900000);
    must(inv->deadline.term_ms <= inv->deadline.kill_ms);
    if (!*inv->reject_reason.text)
        must(strspn(inv->deadline_text.data, "0123456789") ==
                 inv->deadline_text.size &&
             inv->deadline_wall_ms > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;
    struct invocation_reader used;
    struct invocation taken;

    invocation_reader_init(&used);
    invocation_init(&taken);
    while (size > 0) {
        const char *end = memchr(text, 2, size);
        size_t one = end ? (size_t)(end - text) : size;
        if (one > 0) {
            struct invocation_reader fresh;
            struct told first = {.arrival = &fresh};
            struct told later = {.arrival = &used};
            invocation_reader_init(&fresh);
            tell(&first, text, one);
            tell(&later, text, one);
            compare(&first, &later);
            if (first.is_event)
                check_event(&fresh.inv, text, one);
            if (later.is_event)
                invocation_reader_take(&used, &taken);
            invocation_reader_free(&fresh);
        }
        one += end != NULL;
        text += one;
        size -= one;
    }
    invocation_reader_free(&used);
    invocation_free(&taken);
    return 0;
}
