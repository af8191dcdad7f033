#include "common/json/json_check.h"

#include <stdint.h>
#include <string.h>

#include "common/buf.h"
#include "common/json/json_string.h"
#include "common/utf8.h"

enum { LEVELS_IN_WORD = 64 };

struct reader {
    const char *at;
    const char *end;
    const char *fault; /* NULL: no fault so far */
    size_t depth;
    uint64_t objects; /* a bit a level, the innermost lowest: is an object */
    struct buf outer; /* `objects` of the levels around those, 64 each */
};

enum step {
    STEP_VALUE, /* a value must follow */
    STEP_DONE,
    STEP_FAULT,
};

static enum step fail(struct reader *r, const char *what)
{
    r->fault = what;
    return STEP_FAULT;
}

static bool next_is(const struct reader *r, char c)
{
    return r->at < r->end && *r->at == c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void skip_space(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' ||
                              *r->at == '\t' || *r->at == '\r'))
        r->at++;
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The reader stands on the backslash, and stays there if there is a fault. */
static bool read_escape(struct reader *r)
{
    size_t left = (size_t)(r->end - r->at);
    size_t size = left > 1 && r->at[1] == 'u' ? 6 : 2;

    if (left > 1 && !(r->at[1] && strchr("\"\\/bfnrtu", r->at[1])))
        r->fault = "a backslash is followed by no known escape";
    for (size_t i = 2; i < size && i < left; i++)
        if (!is_hex(r->at[i]))
            r->fault = "\\u is not followed by four hexadecimal digits";
    if (!r->fault && left < size)
        r->at = r->end;
    if (r->fault || left < size)
        return false;
    r->at += size;
    return true;
}

/* Reads what json_plain_prefix() stops at. */
static bool read_special(struct reader *r)
{
    size_t used;

    if (*r->at == '\\')
        return read_escape(r);
    if ((unsigned char)*r->at < ' ') {
        r->fault = "a string contains a control character that is not escaped";
        return false;
    }
    used = utf8_multibyte_prefix(r->at, (size_t)(r->end - r->at));
    if (used == 0)
        r->fault = "a string contains a byte that is not UTF-8";
    r->at += used;
    return used > 0;
}

/* The reader stands on the opening quote. */
static bool read_string(struct reader *r)
{
    r->at++;
    for (;;) {
        r->at += json_plain_prefix(r->at, (size_t)(r->end - r->at));
        if (r->at == r->end)
            return false;
        if (*r->at == '"')
            break;
        if (!read_special(r))
            return false;
    }
    r->at++;
    return true;
}

static bool read_digits(struct reader *r)
{
    const char *at = r->at;

    while (at < r->end && is_digit(*at))
        at++;
    if (at == r->at) {
        r->fault = "a digit is expected";
        return false;
    }
    r->at = at;
    return true;
}

static bool read_number(struct reader *r)
{
    if (next_is(r, '-'))
        r->at++;
    if (next_is(r, '0'))
        r->at++;
    else if (!read_digits(r))
        return false;
    if (next_is(r, '.')) {
        r->at++;
        if (!read_digits(r))
            return false;
    }
    if (!next_is(r, 'e') && !next_is(r, 'E'))
        return true;
    r->at++;
    if (next_is(r, '+') || next_is(r, '-'))
        r->at++;
    return read_digits(r);
}

static bool read_word(struct reader *r, const char *word)
{
    size_t size = strlen(word);

    if ((size_t)(r->end - r->at) < size || memcmp(r->at, word, size) != 0) {
        r->fault = "a value is expected";
        return false;
    }
    r->at += size;
    return true;
}

static enum step read_key(struct reader *r)
{
    skip_space(r);
    if (!next_is(r, '"'))
        return fail(r, "a member's name in double quotes is expected");
    if (!read_string(r))
        return STEP_FAULT;
    skip_space(r);
    if (!next_is(r, ':'))
        return fail(r, "a colon is expected");
    r->at++;
    return STEP_VALUE;
}

static bool push_level(struct reader *r, bool object)
{
    if (r->depth > 0 && r->depth % LEVELS_IN_WORD == 0 &&
        !buf_add(&r->outer, &r->objects, sizeof r->objects)) {
        r->fault = "out of memory for values nested so deeply";
        return false;
    }
    r->depth++;
    r->objects = r->objects << 1 | object;
    return true;
}

static void pop_level(struct reader *r)
{
    r->depth--;
    r->objects >>= 1;
    if (r->depth > 0 && r->depth % LEVELS_IN_WORD == 0) {
        size_t left = r->outer.size - sizeof r->objects;
        memcpy(&r->objects, r->outer.data + left, sizeof r->objects);
        buf_truncate(&r->outer, left);
    }
}

/* After a value: closes the levels that end here. */
static enum step read_after(struct reader *r)
{
    for (;;) {
        skip_space(r);
        if (r->depth == 0)
            return r->at == r->end ? STEP_DONE
                                   : fail(r, "text follows the value");
        bool object = r->objects & 1;
        if (next_is(r, ',')) {
            r->at++;
            return object ? read_key(r) : STEP_VALUE;
        }
        if (!next_is(r, object ? '}' : ']'))
            return fail(r, object ? "a comma or } is expected"
                                  : "a comma or ] is expected");
        r->at++;
        pop_level(r);
    }
}

static enum step read_opening(struct reader *r)
{
    bool object = *r->at == '{';

    if (!push_level(r, object))
        return STEP_FAULT;
    r->at++;
    skip_space(r);
    if (next_is(r, object ? '}' : ']'))
        return read_after(r);
    return object ? read_key(r) : STEP_VALUE;
}

static enum step read_value(struct reader *r)
{
    char c = '\0';
    bool valid;

    skip_space(r);
    if (r->at < r->end)
        c = *r->at;
    if (c == '{' || c == '[')
        return read_opening(r);
    if (c == '"')
        valid = read_string(r);
    else if (c == '-' || is_digit(c))
        valid = read_number(r);
    else
        valid = read_word(r, c == 't' ? "true" : c == 'f' ? "false" : "null");
    return valid ? read_after(r) : STEP_FAULT;
}

static bool explain(const struct reader *r, const char *text, struct error *err)
{
    size_t byte = (size_t)(r->at - text);
    size_t line = 1;

    for (const char *c = text; c < r->at; c++)
        line += *c == '\n';
    if (r->at == r->end)
        return error_set(err, "the text ends too early (at byte %zu, line %zu)",
                         byte, line);
    return error_set(err, "%s (at byte %zu, line %zu)", r->fault, byte + 1,
                     line);
}

bool json_check(const char *text, size_t size, struct error *err)
{
    struct reader r = {.at = text, .end = text + size, .outer = BUF(size)};
    enum step step = STEP_VALUE;

    while (step == STEP_VALUE)
        step = read_value(&r);
    buf_free(&r.outer);
    return step == STEP_DONE || explain(&r, text, err);
}
