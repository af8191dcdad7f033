#include "host/base/percent.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t percent_decode(char *to, const char *text, size_t size, bool plus)
{
    size_t put = 0;

    for (size_t at = 0; at < size; at++) {
        int high =
            text[at] == '%' && at + 2 < size ? hex_digit(text[at + 1]) : -1;
        int low = high < 0 ? -1 : hex_digit(text[at + 2]);
        if (low < 0) {
            to[put++] = text[at];
            if (plus && text[at] == '+')
                to[put - 1] = ' ';
            continue;
        }
        to[put++] = (char)(high * 16 + low);
        at += 2;
    }
    return put;
}
