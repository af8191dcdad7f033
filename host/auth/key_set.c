#include "host/auth/key_set.h"

#include <stdio.h>
#include <string.h>

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_size == b->st_size && a->st_mode == b->st_mode &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

bool key_set_open(struct key_set *set, const char *path, struct error *err)
{
    *set = (struct key_set){.required = false};
    (void)snprintf(set->path, sizeof set->path, "%s", path);
    (void)stat(path, &set->seen);
    return key_file_read(&set->list, path, &set->required, err);
}

void key_set_close(struct key_set *set)
{
    key_list_clear(&set->list);
    *set->path = '\0';
}

bool key_set_refresh(struct key_set *set, struct error *err)
{
    struct stat now = {.st_ino = 0};
    struct key_list list;
    bool exists;

    if (!*set->path)
        return true;
    (void)stat(set->path, &now);
    if (is_same(&now, &set->seen))
        return true;
    set->seen = now;
    if (!key_file_read(&list, set->path, &exists, err)) {
        set->required = true;
        return false;
    }
    key_list_clear(&set->list);
    set->list = list;
    set->required = set->required || exists;
    return true;
}
