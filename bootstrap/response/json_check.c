#include "bootstrap/response/json_check.h"

#include <stdint.h>
#include <string.h>

#include "common/utf8.h"

enum {
    DEPTH_MAX = 64,
    DIGITS_MAX = 200, /* with an exponent of 99 still within a double */
    EXPONENT_DIGITS = 2,
};

struct reader {
    const char *at;
    const char *end;
    unsigned depth;
    uint64_t objects; /* lowest bit: the innermost level is an object */
};

enum trace_step {
    TRACE_STEP_VALUE, /* one must follow */
    TRACE_STEP_DONE,
    TRACE_STEP_UNKNOWN,
};

static bool next_is(const struct reader *r, char c)
{
    return r->at < r->end && *r->at == c;
}

static void skip_space(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' ||
                              *r->at == '\t' || *r->at == '\r'))
        r->at++;
}

static bool hex_digit(char c, unsigned *value)
{
    static const char digits[] = "0123456789abcdef";
    char lower = (char)(c >= 'A' && c <= 'F' ? c + 'a' - 'A' : c);
    const char *found = lower ? strchr(digits, lower) : NULL;

    if (found)
        *value = *value << 4 | (unsigned)(found - digits);
    return found != NULL;
}

static bool escape(struct reader *r)
{
    unsigned value = 0;

    if (r->end - r->at < 2)
        return false;
    if (r->at[1] != 'u') {
        bool known = r->at[1] && strchr("\"\\/bfnrt", r->at[1]);
        r->at += 2;
        return known;
    }
    if (r->end - r->at < 6)
        return false;
    for (int i = 2; i < 6; i++)
        if (!hex_digit(r->at[i], &value))
            return false;
    r->at += 6;
    return value > 0 && (value < 0xd800 || value > 0xdfff);
}

static bool character(struct reader *r)
{
    unsigned char c = (unsigned char)*r->at;
    size_t used = 1;

    if (c == '\\')
        return escape(r);
    if (c >= 0x80)
        used = utf8_length(r->at, (size_t)(r->end - r->at));
    r->at += used;
    return c >= ' ' && used > 0;
}

static bool string(struct reader *r)
{
    if (!next_is(r, '"'))
        return false;
    r->at++;
    while (!next_is(r, '"')) {
        if (r->at == r->end || !character(r))
            return false;
        r->at += utf8_ascii_prefix(r->at, (size_t)(r->end - r->at));
    }
    r->at++;
    return true;
}

/* How many there were. */
static long digits(struct reader *r)
{
    const char *began = r->at;

    while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
        r->at++;
    return r->at - began;
}

static bool number(struct reader *r)
{
    long fraction = 0;

    if (next_is(r, '-'))
        r->at++;
    bool zero = next_is(r, '0');
    long whole = digits(r);
    if (whole == 0 || (zero && whole > 1))
        return false;
    if (next_is(r, '.')) {
        r->at++;
        fraction = digits(r);
        if (fraction == 0)
            return false;
    }
    if (next_is(r, 'e') || next_is(r, 'E')) {
        r->at++;
        if (next_is(r, '+') || next_is(r, '-'))
            r->at++;
        long exponent = digits(r);
        if (exponent == 0 || exponent > EXPONENT_DIGITS)
            return false;
    }
    return whole + fraction <= DIGITS_MAX;
}

static bool word(struct reader *r, const char *name)
{
    size_t size = strlen(name);

    if ((size_t)(r->end - r->at) < size || memcmp(r->at, name, size) != 0)
        return false;
    r->at += size;
    return true;
}

static enum trace_step key(struct reader *r)
{
    skip_space(r);
    if (!string(r))
        return TRACE_STEP_UNKNOWN;
    skip_space(r);
    if (!next_is(r, ':'))
        return TRACE_STEP_UNKNOWN;
    r->at++;
    return TRACE_STEP_VALUE;
}

/* A value has ended: what it was in may end too. */
static enum trace_step after(struct reader *r)
{
    for (;;) {
        skip_space(r);
        if (r->depth == 0)
            return r->at == r->end ? TRACE_STEP_DONE : TRACE_STEP_UNKNOWN;
        bool object = r->objects & 1;
        if (next_is(r, ',')) {
            r->at++;
            return object ? key(r) : TRACE_STEP_VALUE;
        }
        if (!next_is(r, object ? '}' : ']'))
            return TRACE_STEP_UNKNOWN;
        r->at++;
        r->depth--;
        r->objects >>= 1;
    }
}

static enum trace_step enter(struct reader *r)
{
    bool object = next_is(r, '{');

    if (r->depth == DEPTH_MAX)
        return TRACE_STEP_UNKNOWN;
    r->depth++;
    r->objects = r->objects << 1 | object;
    r->at++;
    skip_space(r);
    if (next_is(r, object ? '}' : ']'))
        return after(r);
    return object ? key(r) : TRACE_STEP_VALUE;
}

static enum trace_step value(struct reader *r)
{
    bool sound;

    skip_space(r);
    if (next_is(r, '{') || next_is(r, '['))
        return enter(r);
    if (next_is(r, '"'))
        sound = string(r);
    else if (r->at < r->end && *r->at >= 'a')
        sound = word(r, "true") || word(r, "false") || word(r, "null");
    else
        sound = number(r);
    return sound ? after(r) : TRACE_STEP_UNKNOWN;
}

bool json_is_plainly_valid(const char *text, size_t size)
{
    struct reader r = {.at = text, .end = text + size};
    enum trace_step step = TRACE_STEP_VALUE;

    while (step == TRACE_STEP_VALUE)
        step = value(&r);
    return step == TRACE_STEP_DONE;
}
