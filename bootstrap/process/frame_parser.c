#include "bootstrap/process/frame_parser.h"

#include <string.h>

enum { RS = 0x1e, LENGTH_DIGITS_MAX = 10 };

static const struct word {
    const char *text;
    enum frame_kind kind;
} words[] = {
    {"ready", FRAME_READY},   {"init-error", FRAME_INIT_ERROR},
    {"result", FRAME_RESULT}, {"error", FRAME_ERROR},
    {"stream", FRAME_STREAM}, {"data", FRAME_DATA},
    {"end", FRAME_END},       {"log", FRAME_LOG},
    {"part", FRAME_PART},     {"log-part", FRAME_LOG_PART},
};

void frame_parser_init(struct frame_parser *parser, size_t answer_max,
                       size_t log_max, struct frame_handler handler)
{
    *parser = (struct frame_parser){.handler = handler,
                                    .answer = {.bytes = BUF(answer_max)},
                                    .log = {.bytes = BUF(log_max)}};
}

static void clear(struct frame_payload *payload)
{
    buf_clear(&payload->bytes);
    payload->declared_size = 0;
}

static bool is_log(const struct frame_parser *parser)
{
    return parser->kind == FRAME_LOG || parser->kind == FRAME_LOG_PART;
}

static struct frame_payload *payload_of(struct frame_parser *parser)
{
    return is_log(parser) ? &parser->log : &parser->answer;
}

void frame_parser_begin(struct frame_parser *parser,
                        const char nonce[NONCE_SIZE + 1])
{
    memcpy(parser->nonce, nonce, NONCE_SIZE + 1);
    parser->head_size = 0;
    parser->in_payload = false;
    parser->after_frame = false;
    parser->remaining = 0;
    clear(&parser->answer);
    clear(&parser->log);
}

void frame_parser_free(struct frame_parser *parser)
{
    buf_free(&parser->answer.bytes);
    buf_free(&parser->log.bytes);
}

static bool length_from(const char *digits, size_t size, size_t *length)
{
    if (size == 0 || size > LENGTH_DIGITS_MAX)
        return false;
    if (digits[0] == '0' && size > 1)
        return false;
    *length = 0;
    for (size_t i = 0; i < size; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return false;
        *length = *length * 10 + (size_t)(digits[i] - '0');
    }
    return true;
}

/* `text` is what follows the nonce and its space, without the LF. */
static bool parse_head(struct frame_parser *parser, const char *text,
                       size_t size)
{
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t word = strlen(words[i].text);
        if (size <= word || memcmp(text, words[i].text, word) != 0 ||
            text[word] != ' ')
            continue;
        parser->kind = words[i].kind;
        return length_from(text + word + 1, size - word - 1,
                           &parser->remaining);
    }
    return false;
}

static void offer_log_part(struct frame_parser *parser)
{
    struct frame_payload *log = &parser->log;

    if (!parser->handler.on_log_part || log->bytes.size < log->bytes.max / 2)
        return;
    size_t taken =
        parser->handler.on_log_part(parser->handler.self, &log->bytes);
    buf_consume(&log->bytes, taken);
    log->declared_size -= taken;
}

static void end_frame(struct frame_parser *parser)
{
    struct frame_payload *payload = payload_of(parser);

    parser->in_payload = false;
    parser->after_frame = true;
    if (parser->kind == FRAME_LOG_PART)
        offer_log_part(parser);
    if (parser->kind == FRAME_PART || parser->kind == FRAME_LOG_PART)
        return;
    parser->handler.on_frame(parser->handler.self, parser->kind,
                             &payload->bytes, payload->declared_size);
    clear(payload);
}

/* One allocation for a payload. If it fails, adding bytes will fail, too. */
static void reserve_payload(struct frame_parser *parser)
{
    struct buf *bytes = &payload_of(parser)->bytes;
    size_t room = bytes->max - bytes->size;

    (void)!buf_reserve(bytes,
                       parser->remaining < room ? parser->remaining : room);
}

/* The head ends in an LF. False: it is not the head of a frame. */
static bool end_head(struct frame_parser *parser)
{
    size_t prefix = 1 + NONCE_SIZE + 1;

    if (parser->head_size <= prefix + 1 ||
        !parse_head(parser, parser->head + prefix,
                    parser->head_size - 1 - prefix))
        return false;
    parser->head_size = 0;
    parser->in_payload = true;
    payload_of(parser)->declared_size += parser->remaining;
    reserve_payload(parser);
    if (parser->remaining == 0)
        end_frame(parser);
    return true;
}

/* Checks the last byte only: can the bytes so far still become a head? */
static bool may_become_head(const struct frame_parser *parser)
{
    size_t at = parser->head_size - 1;

    if (at == 0)
        return parser->head[0] == RS;
    if (at <= NONCE_SIZE)
        return parser->head[at] == parser->nonce[at - 1];
    if (at == NONCE_SIZE + 1)
        return parser->head[at] == ' ';
    return parser->head_size < FRAME_HEAD_MAX;
}

/* It is not a frame. Its first byte is log output; the other bytes may contain
 * the start of a frame and are parsed again. */
static void reject_head(struct frame_parser *parser)
{
    char rest[FRAME_HEAD_MAX];
    size_t size = parser->head_size - 1;

    memcpy(rest, parser->head + 1, size);
    parser->handler.on_plain_bytes(parser->handler.self, parser->head, 1);
    parser->head_size = 0;
    frame_parser_add(parser, rest, size);
}

static size_t add_payload(struct frame_parser *parser, const char *bytes,
                          size_t size)
{
    size_t take = size < parser->remaining ? size : parser->remaining;
    struct buf *to = &payload_of(parser)->bytes;
    size_t room = to->max - to->size;

    (void)!buf_add(to, bytes, take < room ? take : room);
    parser->remaining -= take;
    if (parser->remaining == 0)
        end_frame(parser);
    return take;
}

/* Deno splits a write to stdout after its last LF, so the bridge ends a frame
 * with an LF there. That LF is not log output. */
static bool skip_frame_end(struct frame_parser *parser, char byte)
{
    bool is_end = parser->after_frame && byte == '\n';

    parser->after_frame = false;
    return is_end;
}

static size_t add_plain(struct frame_parser *parser, const char *bytes,
                        size_t size)
{
    if (skip_frame_end(parser, *bytes))
        return 1;
    const char *start = memchr(bytes, RS, size);
    size_t run = start ? (size_t)(start - bytes) : size;

    if (run > 0)
        parser->handler.on_plain_bytes(parser->handler.self, bytes, run);
    if (!start)
        return run;
    parser->head[0] = RS;
    parser->head_size = 1;
    return run + 1;
}

static void add_head(struct frame_parser *parser, char byte)
{
    parser->head[parser->head_size++] = byte;
    if (byte == '\n' && parser->head_size > NONCE_SIZE + 2) {
        if (!end_head(parser))
            reject_head(parser);
    } else if (!may_become_head(parser)) {
        reject_head(parser);
    }
}

void frame_parser_add(struct frame_parser *parser, const char *bytes,
                      size_t size)
{
    while (size > 0) {
        size_t used = 1;
        if (parser->in_payload)
            used = add_payload(parser, bytes, size);
        else if (parser->head_size > 0)
            add_head(parser, *bytes);
        else
            used = add_plain(parser, bytes, size);
        bytes += used;
        size -= used;
    }
}

size_t frame_parser_partial_bytes(const struct frame_parser *parser)
{
    return parser->answer.bytes.size + parser->head_size +
           (parser->in_payload && !is_log(parser) ? 1 : 0);
}

void frame_parser_end(struct frame_parser *parser)
{
    if (parser->head_size > 0)
        parser->handler.on_plain_bytes(parser->handler.self, parser->head,
                                       parser->head_size);
    parser->head_size = 0;
}
