#include "common/utf8.h"

#include <stdint.h>
#include <string.h>

static bool is_tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

/* The range of the second byte excludes overlong forms, surrogates and values
 * above U+10FFFF (Unicode 15, table 3-7). */
static bool second_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return is_tail(second);
    }
}

static size_t length_from(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    if (first >= 0xf0 && first <= 0xf4)
        return 4;
    return 0;
}

size_t utf8_length(const char *bytes, size_t size)
{
    const unsigned char *c = (const unsigned char *)bytes;

    if (size == 0)
        return 0;
    size_t length = length_from(c[0]);
    if (length > size)
        return 0;
    if (length > 1 && !second_fits(c[0], c[1]))
        return 0;
    for (size_t i = 2; i < length; i++)
        if (!is_tail(c[i]))
            return 0;
    return length;
}

size_t utf8_multibyte_prefix(const char *bytes, size_t size)
{
    size_t at = 0;

    while (at < size && (unsigned char)bytes[at] > 0x7f) {
        size_t length = utf8_length(bytes + at, size - at);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

/* A surrogate, which UTF-8 cannot express, becomes U+FFFD. */
size_t utf8_put_code_point(char out[4], unsigned code)
{
    if (code >= 0xd800 && code < 0xe000)
        code = 0xfffd;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t tails = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    for (size_t i = tails; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)((0xff00 >> (tails + 1)) | code);
    return tails + 1;
}

size_t utf8_truncate(const char *bytes, size_t size)
{
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        unsigned char c = (unsigned char)bytes[size - back];
        if (!is_tail(c))
            return length_from(c) > back && size > back ? size - back : size;
    }
    return size;
}

bool utf8_sanitize(struct buf *out, const char *bytes, size_t size)
{
    size_t begun = 0; /* start of the well-formed run not yet added */
    size_t at = 0;

    while (at < size) {
        size_t length = utf8_length(bytes + at, size - at);
        if (length > 0) {
            at += length;
            continue;
        }
        if (!buf_add(out, bytes + begun, at - begun) ||
            !buf_add_str(out, "\xef\xbf\xbd"))
            return false;
        begun = ++at;
    }
    return buf_add(out, bytes + begun, at - begun);
}
