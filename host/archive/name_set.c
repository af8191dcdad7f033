#include "host/archive/name_set.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "common/buf.h"

enum { CAPACITY_FIRST = 256 };

/* FNV-1a. */
static size_t hash(const char *name)
{
    uint64_t value = 14695981039346656037U;

    for (; *name; name++)
        value =
            (value ^ (uint64_t)tolower((unsigned char)*name)) * 1099511628211U;
    return (size_t)value;
}

/* Where it is, or where it can be. */
static char **slot_of(const struct name_set *set, const char *name)
{
    size_t at = hash(name) & (set->capacity - 1);

    while (set->slots[at] && strcasecmp(set->slots[at], name) != 0)
        at = (at + 1) & (set->capacity - 1);
    return &set->slots[at];
}

static bool grow(struct name_set *set)
{
    struct name_set larger = {.capacity = set->capacity ? 2 * set->capacity
                                                        : CAPACITY_FIRST,
                              .count = set->count};

    larger.slots = mem_new(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i])
            *slot_of(&larger, set->slots[i]) = set->slots[i];
    mem_free(set->slots);
    *set = larger;
    return true;
}

bool name_set_add(struct name_set *set, const char *name)
{
    size_t size = strlen(name) + 1;

    if (2 * (set->count + 1) > set->capacity && !grow(set))
        return false;
    char **slot = slot_of(set, name);
    if (*slot)
        return false;
    *slot = mem_new(size, 1);
    if (!*slot)
        return false;
    memcpy(*slot, name, size);
    set->count++;
    return true;
}

void name_set_clear(struct name_set *set)
{
    for (size_t i = 0; i < set->capacity; i++)
        mem_free(set->slots[i]);
    mem_free(set->slots);
    *set = (struct name_set){.count = 0};
}
