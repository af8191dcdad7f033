#include "common/json/json_string.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "common/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* The highest bit of the lowest byte that is a control character, a quote, a
 * backslash or not ASCII; bits above that one mean nothing. 0: no such byte. */
static uint64_t special_bytes(uint64_t eight)
{
    const uint64_t ones = 0x0101010101010101U;
    const uint64_t highs = 0x8080808080808080U;
    uint64_t quote = eight ^ (ones * '"');
    uint64_t backslash = eight ^ (ones * '\\');

    return (eight | ((eight - ones * ' ') & ~eight) |
            ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) &
           highs;
}

static bool is_special(char c)
{
    return (unsigned char)c < ' ' || (unsigned char)c > 0x7f || c == '"' ||
           c == '\\';
}

enum { BLOCK = 256 };

/* By the vector instructions of the processor. */
static bool is_plain_block(const char bytes[BLOCK])
{
    unsigned char c __attribute__((vector_size(16)));
    unsigned char found __attribute__((vector_size(16))) = {0};
    uint64_t halves[2];

    for (size_t at = 0; at < BLOCK; at += sizeof c) {
        memcpy(&c, bytes + at, sizeof c);
        found |= (__typeof__(found))((c < ' ') | (c > 0x7f) | (c == '"') |
                                     (c == '\\'));
    }
    memcpy(halves, &found, sizeof halves);
    return (halves[0] | halves[1]) == 0;
}

size_t json_plain_prefix(const char *bytes, size_t size)
{
    size_t at = 0;

    while (size - at >= BLOCK && is_plain_block(bytes + at))
        at += BLOCK;
    for (; size - at >= 8; at += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + at, sizeof eight);
        uint64_t found = special_bytes(le64toh(eight));
        if (found)
            return at + (size_t)__builtin_ctzll(found) / 8;
    }
    while (at < size && !is_special(bytes[at]))
        at++;
    return at;
}

/* DEL is escaped, too: it may go into an HTTP header. */
static bool add_escaped(struct buf *out, char c)
{
    static const char named[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *found = memchr(named, c, sizeof named - 1);

    if (found)
        return buf_printf(out, "\\%c", letters[found - named]);
    return buf_printf(out, "\\u%04x", (unsigned)c);
}

/* Appends one character, or a run of plain ones. */
static bool add_some(struct buf *out, const char *text, size_t size,
                     size_t *used)
{
    *used = json_plain_prefix(text, size);
    const char *del = memchr(text, 0x7f, *used);
    if (del)
        *used = (size_t)(del - text);
    if (*used == 0 && (unsigned char)*text > 0x7f)
        *used = utf8_multibyte_prefix(text, size);
    if (*used > 0)
        return buf_add(out, text, *used);
    *used = 1;
    if ((unsigned char)*text > 0x7f)
        return buf_add_str(out, REPLACEMENT);
    return add_escaped(out, *text);
}

bool json_add_string(struct buf *out, const char *text, size_t size)
{
    size_t used;

    if (!buf_add_str(out, "\""))
        return false;
    for (size_t at = 0; at < size; at += used)
        if (!add_some(out, text + at, size - at, &used))
            return false;
    return buf_add_str(out, "\"");
}

static unsigned hex_value(char c)
{
    if (c <= '9')
        return (unsigned)(c - '0');
    return (unsigned)((c | 0x20) - 'a' + 10);
}

/* The four digits of the escape that begins at `text`. */
static unsigned code_unit(const char *text)
{
    return hex_value(text[2]) << 12 | hex_value(text[3]) << 8 |
           hex_value(text[4]) << 4 | hex_value(text[5]);
}

/* Appends the character of one or two \u escapes; returns their length. */
static size_t decode_unicode(const char *text, size_t size, char utf8[4],
                             size_t *utf8_size)
{
    unsigned code = code_unit(text);
    size_t used = 6;

    if (code >= 0xd800 && code < 0xdc00 && size >= 12 && text[6] == '\\' &&
        text[7] == 'u') {
        unsigned low = code_unit(text + 6);
        if (low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            used = 12;
        }
    }
    *utf8_size = utf8_put_code_point(utf8, code);
    return used;
}

static bool decode_escape(struct buf *out, const char *text, size_t size,
                          size_t *used)
{
    static const char letters[] = "bfnrt";
    static const char meant[] = "\b\f\n\r\t";
    char utf8[4];
    size_t utf8_size = 1;

    *used = 2;
    if (text[1] == 'u') {
        *used = decode_unicode(text, size, utf8, &utf8_size);
    } else {
        const char *found = strchr(letters, text[1]);
        utf8[0] = text[1];
        if (found)
            utf8[0] = meant[found - letters];
    }
    return buf_add(out, utf8, utf8_size);
}

bool json_decode_string(struct buf *out, const char *text, size_t size)
{
    while (size > 0) {
        const char *escape = memchr(text, '\\', size);
        size_t run = escape ? (size_t)(escape - text) : size;
        size_t used = 0;
        if (!buf_add(out, text, run))
            return false;
        if (escape && !decode_escape(out, escape, size - run, &used))
            return false;
        text += run + used;
        size -= run + used;
    }
    return true;
}
