#include "test/unit/support/guard.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* Whole pages for the bytes, without the forbidden one. */
static size_t span(size_t size)
{
    return (size / page() + 1) * page();
}

char *guard_copy(const void *bytes, size_t size)
{
    char *start = mmap(NULL, span(size) + page(), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (start == MAP_FAILED)
        abort();
    if (mprotect(start + span(size), page(), PROT_NONE) != 0)
        abort();
    char *copy = start + span(size) - size;
    if (size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

void guard_free(char *copy, size_t size)
{
    (void)munmap(copy + size - span(size), span(size) + page());
}
