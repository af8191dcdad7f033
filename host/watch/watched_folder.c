#include "host/watch/watched_folder.h"

#include <string.h>
#include <sys/inotify.h>

#include "common/buf.h"
#include "host/watch/folder_changes.h"

size_t watched_folder_find(const struct folder_changes *changes, int watch)
{
    size_t from = 0;
    size_t to = changes->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (changes->list[middle].watch < watch)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool make_room(struct folder_changes *changes)
{
    size_t room = changes->room ? changes->room * 2 : 16;
    struct watched_folder *more;

    if (changes->count < changes->room)
        return true;
    if (!(more = mem_new(room, sizeof *more)))
        return false;
    if (changes->count > 0)
        memcpy(more, changes->list, changes->count * sizeof *more);
    mem_free(changes->list);
    changes->list = more;
    changes->room = room;
    return true;
}

struct watched_folder *watched_folder_add(struct folder_changes *changes,
                                          int watch, size_t root,
                                          const char *name)
{
    size_t at = watched_folder_find(changes, watch);
    size_t size = strlen(name) + 1;

    for (; at < changes->count && changes->list[at].watch == watch; at++) {
        struct watched_folder *known = &changes->list[at];
        if (known->root == root && !strcmp(known->name, name)) {
            known->gone = false;
            return known;
        }
    }
    char *copy = make_room(changes) ? mem_new(size, 1) : NULL;
    if (!copy)
        return NULL;
    memcpy(copy, name, size);
    memmove(changes->list + at + 1, changes->list + at,
            (changes->count - at) * sizeof *changes->list);
    changes->count++;
    changes->list[at] =
        (struct watched_folder){.watch = watch, .root = root, .name = copy};
    return &changes->list[at];
}

/* No other name leads to it. */
static bool is_alone(const struct folder_changes *changes,
                     const struct watched_folder *one)
{
    for (size_t i = watched_folder_find(changes, one->watch);
         i < changes->count && changes->list[i].watch == one->watch; i++)
        if (&changes->list[i] != one && !changes->list[i].gone)
            return false;
    return true;
}

void watched_folder_leave(struct folder_changes *changes, size_t root,
                          const char *name)
{
    for (size_t i = 0; i < changes->count; i++) {
        struct watched_folder *one = &changes->list[i];
        if (one->gone || one->root != root || strcmp(one->name, name) != 0)
            continue;
        if (one->watch >= 0 && is_alone(changes, one))
            (void)inotify_rm_watch(changes->inotify, one->watch);
        one->gone = true;
        one->changed = true;
    }
}

void watched_folder_clear_gone(struct folder_changes *changes)
{
    size_t kept = 0;

    for (size_t i = 0; i < changes->count; i++) {
        if (changes->list[i].gone)
            mem_free(changes->list[i].name);
        else
            changes->list[kept++] = changes->list[i];
    }
    changes->count = kept;
}

void watched_folder_clear_all(struct folder_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++)
        mem_free(changes->list[i].name);
    mem_free(changes->list);
    changes->list = NULL;
    changes->count = 0;
    changes->room = 0;
}
