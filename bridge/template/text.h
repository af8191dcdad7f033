/* Bytes and short texts, without a C library. */
#ifndef TEMPLATE_TEXT_H
#define TEMPLATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* The compiler may call these four by name. */
void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);

size_t text_length(const char *text);
bool text_equal(const char *a, const char *b);

/* Returns what follows the prefix, or NULL if `text` does not begin with it. */
const char *text_after(const char *text, const char *prefix);

/* Reads a number in base 10 or 16 after blanks, and moves *at behind it.
 * Without a digit it returns 0 and moves *at only behind the blanks. */
unsigned long text_number(const char **at, unsigned base);

/* A line that is put together. What does not fit is cut off; it always ends in
 * a 0 byte. */
struct line {
    char text[240];
    size_t length;
};

/* Appends text. Bytes other than printable ASCII become '?', so that a name of
 * a file cannot break the line or the log. */
void line_add(struct line *line, const char *text);
void line_add_number(struct line *line, unsigned long number, unsigned base);

#endif
