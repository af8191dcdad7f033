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

void frame_parser_init(struct frame_parser *f, size_t most,
                       struct frame_handler to)
{
    *f = (struct frame_parser){.to = to, .payload = BUF(most)};
}

void frame_parser_begin(struct frame_parser *f,
                        const char nonce[NONCE_SIZE + 1])
{
    memcpy(f->nonce, nonce, NONCE_SIZE + 1);
    f->head_size = 0;
    f->inside = false;
    f->after = false;
    f->left = 0;
    f->said = 0;
    buf_clear(&f->payload);
}

void frame_parser_free(struct frame_parser *f)
{
    buf_free(&f->payload);
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
static bool head_read(struct frame_parser *f, const char *text, size_t size)
{
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t word = strlen(words[i].text);
        if (size <= word || memcmp(text, words[i].text, word) != 0 ||
            text[word] != ' ')
            continue;
        f->kind = words[i].kind;
        return length_from(text + word + 1, size - word - 1, &f->left);
    }
    return false;
}

static void hand_over_part(struct frame_parser *f)
{
    size_t taken;

    if (!f->to.part || f->payload.size < f->payload.ceiling / 2)
        return;
    taken = f->to.part(f->to.self, &f->payload);
    buf_consume(&f->payload, taken);
    f->said -= taken;
}

static void frame_whole(struct frame_parser *f)
{
    f->inside = false;
    f->after = true;
    if (f->kind == FRAME_PART) {
        hand_over_part(f);
        return;
    }
    f->to.frame(f->to.self, f->kind, &f->payload, f->said);
    buf_clear(&f->payload);
    f->said = 0;
}

/* The head has its LF. */
static bool head_whole(struct frame_parser *f)
{
    size_t begun = 1 + NONCE_SIZE + 1;

    if (f->head_size <= begun + 1 ||
        !head_read(f, f->head + begun, f->head_size - 1 - begun))
        return false;
    f->head_size = 0;
    f->inside = true;
    f->said += f->left;
    if (f->left == 0)
        frame_whole(f);
    return true;
}

/* Can what is there still become a head? Looks at its newest byte only. */
static bool head_fits(const struct frame_parser *f)
{
    size_t at = f->head_size - 1;

    if (at == 0)
        return f->head[0] == RS;
    if (at <= NONCE_SIZE)
        return f->head[at] == f->nonce[at - 1];
    if (at == NONCE_SIZE + 1)
        return f->head[at] == ' ';
    return f->head_size < FRAME_HEAD_MAX;
}

/* No frame after all. Its first byte is log output; what follows may hold the
 * beginning of a true frame and is read again. */
static void head_give_up(struct frame_parser *f)
{
    char again[FRAME_HEAD_MAX];
    size_t size = f->head_size - 1;

    memcpy(again, f->head + 1, size);
    f->to.rest(f->to.self, f->head, 1);
    f->head_size = 0;
    frame_parser_add(f, again, size);
}

static size_t take_payload(struct frame_parser *f, const char *bytes,
                           size_t size)
{
    size_t take = size < f->left ? size : f->left;
    size_t room = f->payload.ceiling - f->payload.size;

    (void)!buf_add(&f->payload, bytes, take < room ? take : room);
    f->left -= take;
    if (f->left == 0)
        frame_whole(f);
    return take;
}

/* Deno's stdout parts a write after its last LF, so there a frame ends in one:
 * that is no line of the log. */
static bool take_end(struct frame_parser *f, char byte)
{
    bool own = f->after && byte == '\n';

    f->after = false;
    return own;
}

static size_t take_rest(struct frame_parser *f, const char *bytes, size_t size)
{
    if (take_end(f, *bytes))
        return 1;
    const char *mark = memchr(bytes, RS, size);
    size_t run = mark ? (size_t)(mark - bytes) : size;

    if (run > 0)
        f->to.rest(f->to.self, bytes, run);
    if (!mark)
        return run;
    f->head[0] = RS;
    f->head_size = 1;
    return run + 1;
}

static void take_head(struct frame_parser *f, char byte)
{
    f->head[f->head_size++] = byte;
    if (byte == '\n' && f->head_size > NONCE_SIZE + 2) {
        if (!head_whole(f))
            head_give_up(f);
    } else if (!head_fits(f)) {
        head_give_up(f);
    }
}

void frame_parser_add(struct frame_parser *f, const char *bytes, size_t size)
{
    while (size > 0) {
        size_t used = 1;
        if (f->inside)
            used = take_payload(f, bytes, size);
        else if (f->head_size > 0)
            take_head(f, *bytes);
        else
            used = take_rest(f, bytes, size);
        bytes += used;
        size -= used;
    }
}

size_t frame_parser_partial_bytes(const struct frame_parser *f)
{
    return f->payload.size + f->head_size + (f->inside ? 1 : 0);
}

void frame_parser_end(struct frame_parser *f)
{
    if (f->head_size > 0)
        f->to.rest(f->to.self, f->head, f->head_size);
    f->head_size = 0;
}
