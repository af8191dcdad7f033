/* pool_clear.h - included by libmicrohttpd's memorypool.c, after its own
 * headers.
 *
 * Between two requests the library clears the whole memory of a connection,
 * whether used or not. That of a runtime is larger than 1 MiB, for the sake of
 * a header that hardly any request has. So what is far behind the start is
 * given back to the kernel instead, which costs next to nothing if it was not
 * used. Memory of this size is a private mapping, and reads as zeros then. */
#ifndef DAYFLY_POOL_CLEAR_H
#define DAYFLY_POOL_CLEAR_H

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum { POOL_CLEAR_MOST = 192 * 1024, POOL_CLEAR_PAGES = 64 * 1024 };

static inline void *pool_clear(void *memory, int value, size_t size)
{
    uintptr_t end = (uintptr_t)memory + size;
    uintptr_t from = ((uintptr_t)memory + POOL_CLEAR_PAGES) / POOL_CLEAR_PAGES *
                     POOL_CLEAR_PAGES;
    uintptr_t to = end / POOL_CLEAR_PAGES * POOL_CLEAR_PAGES;

    if (size <= POOL_CLEAR_MOST ||
        madvise((void *)from, to - from, MADV_DONTNEED) != 0)
        return memset(memory, value, size);
    memset((void *)to, value, end - to);
    return memset(memory, value, from - (uintptr_t)memory);
}

#define memset pool_clear

#endif
