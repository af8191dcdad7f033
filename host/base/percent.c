#include "host/base/percent.h"

#include "host/base/hex.h"

char percent_next(const char *text, size_t size, size_t *at)
{
    size_t from = *at;
    int byte =
        text[from] == '%' && from + 2 < size ? hex_byte(text + from + 1) : -1;

    *at += byte < 0 ? 1 : 3;
    if (byte < 0)
        return text[from];
    return (char)byte;
}

size_t percent_decode(char *to, const char *text, size_t size, bool plus)
{
    size_t put = 0;

    for (size_t at = 0; at < size;) {
        bool is_space = plus && text[at] == '+';
        char next = percent_next(text, size, &at);
        if (is_space)
            next = ' ';
        to[put++] = next;
    }
    return put;
}
