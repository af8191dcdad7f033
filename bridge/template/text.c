#include "bridge/template/text.h"

/* Keeps the compiler from replacing a loop by a call of the function it is in.
 */
static inline void keep_loop(void)
{
    __asm__ volatile("" ::: "memory");
}

void *memcpy(void *to, const void *from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        ((char *)to)[i] = ((const char *)from)[i];
        keep_loop();
    }
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    if ((char *)to <= (const char *)from)
        return memcpy(to, from, size);
    for (size_t i = size; i > 0; i--) {
        ((char *)to)[i - 1] = ((const char *)from)[i - 1];
        keep_loop();
    }
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        ((unsigned char *)to)[i] = (unsigned char)byte;
        keep_loop();
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        int difference =
            ((const unsigned char *)a)[i] - ((const unsigned char *)b)[i];
        if (difference)
            return difference;
        keep_loop();
    }
    return 0;
}

size_t text_length(const char *text)
{
    size_t length = 0;
    while (text[length]) {
        length++;
        keep_loop();
    }
    return length;
}

bool text_equal(const char *a, const char *b)
{
    const char *rest = text_after(a, b);
    return rest && !*rest;
}

const char *text_after(const char *text, const char *prefix)
{
    for (; *prefix; prefix++, text++) {
        if (*text != *prefix)
            return NULL;
    }
    return text;
}

static unsigned digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    return 16;
}

unsigned long text_number(const char **at, unsigned base)
{
    unsigned long number = 0;
    while (**at == ' ' || **at == '\t')
        (*at)++;
    for (; digit_of(**at) < base; (*at)++)
        number = number * base + digit_of(**at);
    return number;
}

void line_add(struct line *line, const char *text)
{
    for (; *text && line->length < sizeof line->text - 1; text++)
        line->text[line->length++] =
            (char)(*text >= ' ' && *text < 127 ? *text : '?');
    line->text[line->length] = 0;
}

void line_add_number(struct line *line, unsigned long number, unsigned base)
{
    char digits[21];
    size_t at = sizeof digits - 1;
    digits[at] = 0;
    do {
        digits[--at] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number && at);
    line_add(line, digits + at);
}
