#include "test/unit/support/failing.h"

#include <stddef.h>

void *__real_realloc(void *memory, size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_calloc(size_t count, size_t size);
const char *__asan_default_options(void);

/* A size beyond all memory is refused by a sanitized build too, not fatal. */
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static int left; /* allocations that still succeed; meaningless if !armed */
static bool armed;
static bool refused;

void failing_from(int n)
{
    armed = n > 0;
    left = n - 1;
    refused = false;
}

bool failing_happened(void)
{
    return refused;
}

static bool fails(void)
{
    if (!armed)
        return false;
    if (left > 0) {
        left--;
        return false;
    }
    refused = true;
    return true;
}

void *__wrap_realloc(void *memory, size_t size)
{
    return fails() ? NULL : __real_realloc(memory, size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}
