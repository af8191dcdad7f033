#include "common/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALLEST = 256, KEPT_MAX = 1024 * 1024 };

/* `data` is const for readers; memory behind it, once there, is ours. */
static char *own(struct buf *b)
{
    return b->capacity ? (char *)(size_t)b->data : NULL;
}

bool buf_reserve(struct buf *b, size_t size)
{
    if (size > b->max - b->size)
        return false;
    size_t need = b->size + size + 1;
    if (need <= b->capacity)
        return true;

    size_t room = b->capacity ? b->capacity : SMALLEST;
    while (room < need)
        room += room / 2;
    if (room > b->max + 1)
        room = b->max + 1;
    char *data = realloc(own(b), room);
    if (!data)
        return false;
    data[b->size] = '\0';
    b->data = data;
    b->capacity = room;
    return true;
}

char *buf_tail(struct buf *b)
{
    return own(b) + b->size;
}

void buf_commit(struct buf *b, size_t size)
{
    b->size += size;
    own(b)[b->size] = '\0';
}

bool buf_add(struct buf *b, const void *bytes, size_t size)
{
    if (size == 0)
        return true;
    if (!buf_reserve(b, size))
        return false;
    memcpy(buf_tail(b), bytes, size);
    buf_commit(b, size);
    return true;
}

bool buf_add_str(struct buf *b, const char *text)
{
    return buf_add(b, text, strlen(text));
}

bool buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int size = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (size < 0 || !buf_reserve(b, (size_t)size))
        return false;
    va_start(args, fmt);
    (void)vsnprintf(buf_tail(b), (size_t)size + 1, fmt, args);
    va_end(args);
    b->size += (size_t)size;
    return true;
}

void buf_swap(struct buf *a, struct buf *b)
{
    const struct buf old = *a;
    size_t max = b->max;

    *a = *b;
    a->max = old.max;
    *b = old;
    b->max = max;
}

void buf_truncate(struct buf *b, size_t size)
{
    b->size = size;
    if (b->capacity)
        own(b)[size] = '\0';
}

/* A C library may move bytes even to where they are, and slowly. */
void buf_consume(struct buf *b, size_t size)
{
    if (size == 0)
        return;
    if (size >= b->size) {
        buf_clear(b);
        return;
    }
    memmove(own(b), b->data + size, b->size - size);
    b->size -= size;
    own(b)[b->size] = '\0';
}

void buf_clear(struct buf *b)
{
    if (b->capacity > KEPT_MAX)
        buf_free(b);
    b->size = 0;
    if (b->capacity)
        *own(b) = '\0';
}

void buf_free(struct buf *b)
{
    free(own(b));
    b->data = "";
    b->size = 0;
    b->capacity = 0;
}

void *mem_new(size_t count, size_t size)
{
    return calloc(count, size);
}

void mem_free(void *memory)
{
    free(memory);
}

char *mem_text(const char *text)
{
    return strdup(text);
}
