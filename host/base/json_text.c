#include "host/base/json_text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/utf8.h"

static bool put_char(struct buf *out, const char *at, size_t size, size_t *used)
{
    unsigned char c = (unsigned char)*at;

    *used = 1;
    if (c == '"' || c == '\\')
        return buf_printf(out, "\\%c", c);
    if (c == '\n')
        return buf_add_str(out, "\\n");
    if (c < 0x20 || c == 0x7f)
        return buf_printf(out, "\\u%04x", c);
    *used = utf8_length(at, size);
    if (*used > 0)
        return buf_add(out, at, *used);
    *used = 1;
    return buf_add_str(out, "\xef\xbf\xbd");
}

bool json_add_string(struct buf *out, const char *text, size_t size)
{
    size_t used;

    if (!buf_add_str(out, "\""))
        return false;
    for (size_t at = 0; at < size; at += used)
        if (!put_char(out, text + at, size - at, &used))
            return false;
    return buf_add_str(out, "\"");
}

struct judge {
    const char *at;
    const char *end;
    const char *wrong; /* NULL: nothing yet */
    size_t depth;
    uint8_t object[JSON_DEPTH_MAX / 8]; /* bit set: that level is an object */
};

static bool wrong(struct judge *j, const char *what)
{
    j->wrong = what;
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct judge *j)
{
    while (j->at < j->end && is_space(*j->at))
        j->at++;
}

static bool next_is(const struct judge *j, char c)
{
    return j->at < j->end && *j->at == c;
}

static bool digit_next(const struct judge *j)
{
    return j->at < j->end && *j->at >= '0' && *j->at <= '9';
}

static bool judge_digits(struct judge *j)
{
    if (!digit_next(j))
        return wrong(j, "a digit is missing");
    while (digit_next(j))
        j->at++;
    return true;
}

static bool judge_number(struct judge *j)
{
    if (next_is(j, '-'))
        j->at++;
    if (next_is(j, '0')) {
        j->at++;
    } else if (!judge_digits(j)) {
        return false;
    }
    if (next_is(j, '.')) {
        j->at++;
        if (!judge_digits(j))
            return false;
    }
    if (next_is(j, 'e') || next_is(j, 'E')) {
        j->at++;
        if (next_is(j, '+') || next_is(j, '-'))
            j->at++;
        return judge_digits(j);
    }
    return true;
}

static bool judge_escape(struct judge *j)
{
    static const char hex[] = "0123456789abcdefABCDEF";

    j->at++;
    if (j->at == j->end)
        return wrong(j, "the text ends inside a string");
    if (*j->at != 'u') {
        static const char letters[] = "\"\\/bfnrt";
        if (!memchr(letters, *j->at, sizeof letters - 1))
            return wrong(j, "unknown escape");
        j->at++;
        return true;
    }
    for (int i = 1; i <= 4; i++)
        if (j->end - j->at <= i || !memchr(hex, j->at[i], sizeof hex - 1))
            return wrong(j, "\\u needs four hex digits");
    j->at += 5;
    return true;
}

static bool judge_string(struct judge *j)
{
    j->at++;
    j->at += utf8_ascii_prefix(j->at, (size_t)(j->end - j->at));
    while (j->at < j->end && *j->at != '"') {
        unsigned char c = (unsigned char)*j->at;
        size_t used = 1;
        if (c < 0x20)
            return wrong(j, "a control character inside a string");
        if (c == '\\') {
            if (!judge_escape(j))
                return false;
            continue;
        }
        if (c >= 0x80)
            used = utf8_length(j->at, (size_t)(j->end - j->at));
        if (used == 0)
            return wrong(j, "not UTF-8");
        j->at += used;
        j->at += utf8_ascii_prefix(j->at, (size_t)(j->end - j->at));
    }
    if (j->at == j->end)
        return wrong(j, "the text ends inside a string");
    j->at++;
    return true;
}

static bool judge_word(struct judge *j, const char *word)
{
    size_t size = strlen(word);

    if ((size_t)(j->end - j->at) < size || memcmp(j->at, word, size) != 0)
        return wrong(j, "a value is expected");
    j->at += size;
    return true;
}

static bool in_object(const struct judge *j)
{
    return j->object[(j->depth - 1) / 8] & (1u << ((j->depth - 1) % 8));
}

static bool enter(struct judge *j, bool object)
{
    if (j->depth == JSON_DEPTH_MAX)
        return wrong(j, "nested too deeply");
    unsigned bit = 1u << (j->depth % 8);
    uint8_t *level = &j->object[j->depth / 8];
    *level = (uint8_t)(object ? *level | bit : *level & ~bit);
    j->depth++;
    j->at++;
    return true;
}

static bool judge_key(struct judge *j)
{
    skip_space(j);
    if (!next_is(j, '"'))
        return wrong(j, "a key in quotes is expected");
    if (!judge_string(j))
        return false;
    skip_space(j);
    if (!next_is(j, ':'))
        return wrong(j, "a colon is expected");
    j->at++;
    return true;
}

/* A value up to its first element: opens containers, leaves `*open` true when
 * an element must follow. */
static bool judge_value(struct judge *j, bool *open)
{
    *open = false;
    skip_space(j);
    if (j->at == j->end)
        return wrong(j, "the text ends where a value is expected");
    char c = *j->at;
    if (c == '{' || c == '[') {
        if (!enter(j, c == '{'))
            return false;
        skip_space(j);
        if (next_is(j, c == '{' ? '}' : ']'))
            return true;
        *open = true;
        return c == '[' || judge_key(j);
    }
    if (c == '"')
        return judge_string(j);
    if (c == '-' || digit_next(j))
        return judge_number(j);
    return judge_word(j, c == 't' ? "true" : c == 'f' ? "false" : "null");
}

/* After a value: closes what ends here; `*more` when another value follows. */
static bool judge_after(struct judge *j, bool *more)
{
    *more = false;
    while (j->depth > 0) {
        bool object = in_object(j);
        skip_space(j);
        if (next_is(j, ',')) {
            j->at++;
            *more = true;
            return !object || judge_key(j);
        }
        if (!next_is(j, object ? '}' : ']'))
            return wrong(j, object ? "a comma or } is expected"
                                   : "a comma or ] is expected");
        j->at++;
        j->depth--;
    }
    skip_space(j);
    return j->at == j->end || wrong(j, "something follows the value");
}

bool json_validate(const char *text, size_t size, struct error *err)
{
    struct judge j = {.at = text, .end = text + size};
    bool more = true;

    while (more && judge_value(&j, &more))
        if (!more && !judge_after(&j, &more))
            break;
    if (j.wrong)
        return error_set(err, "%s at byte %zu", j.wrong,
                         (size_t)(j.at - text) + 1);
    return true;
}
