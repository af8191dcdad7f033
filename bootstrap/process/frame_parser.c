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
    {"part", FRAME_PART},
};

void frame_parser_init(struct frame_parser *parser, size_t most,
                       struct frame_handler to)
{
    *parser = (struct frame_parser){.handler = to, .payload = BUF(most)};
}

void frame_parser_begin(struct frame_parser *parser,
                        const char nonce[NONCE_SIZE + 1])
{
    memcpy(parser->nonce, nonce, NONCE_SIZE + 1);
    parser->head_size = 0;
    parser->in_payload = false;
    parser->after_frame = false;
    parser->remaining = 0;
    parser->declared_size = 0;
    buf_clear(&parser->payload);
}

void frame_parser_free(struct frame_parser *parser)
{
    buf_free(&parser->payload);
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

/* `text` is what stands between the nonce's blank and the LF. */
static bool head_read(struct frame_parser *parser, const char *text,
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

static void hand_over_part(struct frame_parser *parser)
{
    size_t taken;

    if (!parser->handler.on_part ||
        parser->payload.size < parser->payload.max / 2)
        return;
    taken = parser->handler.on_part(parser->handler.self, &parser->payload);
    buf_consume(&parser->payload, taken);
    parser->declared_size -= taken;
}

static void frame_whole(struct frame_parser *parser)
{
    parser->in_payload = false;
    parser->after_frame = true;
    if (parser->kind == FRAME_PART) {
        hand_over_part(parser);
        return;
    }
    parser->handler.on_frame(parser->handler.self, parser->kind,
                             &parser->payload, parser->declared_size);
    buf_clear(&parser->payload);
    parser->declared_size = 0;
}

/* The head has its LF. */
static bool head_whole(struct frame_parser *parser)
{
    size_t begun = 1 + NONCE_SIZE + 1;

    if (parser->head_size <= begun + 1 ||
        !head_read(parser, parser->head + begun, parser->head_size - 1 - begun))
        return false;
    parser->head_size = 0;
    parser->in_payload = true;
    parser->declared_size += parser->remaining;
    if (parser->remaining == 0)
        frame_whole(parser);
    return true;
}

/* Can what is there still become a head? Looks at its newest byte only. */
static bool head_fits(const struct frame_parser *parser)
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

/* No frame after all. Its first byte is log output; what follows may hold the
 * beginning of a true frame and is read again. */
static void head_give_up(struct frame_parser *parser)
{
    char again[FRAME_HEAD_MAX];
    size_t size = parser->head_size - 1;

    memcpy(again, parser->head + 1, size);
    parser->handler.on_plain_bytes(parser->handler.self, parser->head, 1);
    parser->head_size = 0;
    frame_parser_add(parser, again, size);
}

static size_t take_payload(struct frame_parser *parser, const char *bytes,
                           size_t size)
{
    size_t take = size < parser->remaining ? size : parser->remaining;
    size_t room = parser->payload.max - parser->payload.size;

    (void)!buf_add(&parser->payload, bytes, take < room ? take : room);
    parser->remaining -= take;
    if (parser->remaining == 0)
        frame_whole(parser);
    return take;
}

/* Deno's stdout parts a write after its last LF, so there a frame ends in one:
 * that is no line of the log. */
static bool take_end(struct frame_parser *parser, char byte)
{
    bool own = parser->after_frame && byte == '\n';

    parser->after_frame = false;
    return own;
}

static size_t take_rest(struct frame_parser *parser, const char *bytes,
                        size_t size)
{
    if (take_end(parser, *bytes))
        return 1;
    const char *mark = memchr(bytes, RS, size);
    size_t run = mark ? (size_t)(mark - bytes) : size;

    if (run > 0)
        parser->handler.on_plain_bytes(parser->handler.self, bytes, run);
    if (!mark)
        return run;
    parser->head[0] = RS;
    parser->head_size = 1;
    return run + 1;
}

static void take_head(struct frame_parser *parser, char byte)
{
    parser->head[parser->head_size++] = byte;
    if (byte == '\n' && parser->head_size > NONCE_SIZE + 2) {
        if (!head_whole(parser))
            head_give_up(parser);
    } else if (!head_fits(parser)) {
        head_give_up(parser);
    }
}

void frame_parser_add(struct frame_parser *parser, const char *bytes,
                      size_t size)
{
    while (size > 0) {
        size_t used = 1;
        if (parser->in_payload)
            used = take_payload(parser, bytes, size);
        else if (parser->head_size > 0)
            take_head(parser, *bytes);
        else
            used = take_rest(parser, bytes, size);
        bytes += used;
        size -= used;
    }
}

size_t frame_parser_partial_bytes(const struct frame_parser *parser)
{
    return parser->payload.size + parser->head_size +
           (parser->in_payload ? 1 : 0);
}

void frame_parser_end(struct frame_parser *parser)
{
    if (parser->head_size > 0)
        parser->handler.on_plain_bytes(parser->handler.self, parser->head,
                                       parser->head_size);
    parser->head_size = 0;
}
