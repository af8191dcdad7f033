#include "common/base64.h"

#include <string.h>

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";

bool base64_encode(struct buf *out, const void *bytes, size_t size)
{
    const unsigned char *b = bytes;

    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        unsigned long three = (unsigned long)b[i] << 16;
        if (left > 1)
            three |= (unsigned long)b[i + 1] << 8;
        if (left > 2)
            three |= b[i + 2];
        char four[4] = {
            digits[three >> 18 & 63],
            digits[three >> 12 & 63],
            digits[three >> 6 & 63],
            digits[three & 63],
        };
        if (left < 3)
            four[3] = '=';
        if (left < 2)
            four[2] = '=';
        if (!buf_add(out, four, sizeof four))
            return false;
    }
    return true;
}

static int value_of(char digit)
{
    const char *at = digit ? strchr(digits, digit) : NULL;

    return at ? (int)(at - digits) : -1;
}

static bool decode_four(struct buf *out, const char *four, size_t pads)
{
    unsigned long three = 0;

    for (size_t i = 0; i < 4; i++) {
        int value = i < 4 - pads ? value_of(four[i]) : 0;
        if (value < 0)
            return false;
        three = three << 6 | (unsigned long)value;
    }
    const unsigned char bytes[3] = {
        (unsigned char)(three >> 16),
        (unsigned char)(three >> 8 & 255),
        (unsigned char)(three & 255),
    };
    return buf_add(out, bytes, 3 - pads);
}

bool base64_decode(struct buf *out, const char *text, size_t size)
{
    if (size % 4 != 0)
        return false;
    for (size_t i = 0; i < size; i += 4) {
        size_t pads = 0;
        if (i + 4 == size && text[i + 3] == '=')
            pads = text[i + 2] == '=' ? 2 : 1;
        if (!decode_four(out, text + i, pads))
            return false;
    }
    return true;
}
