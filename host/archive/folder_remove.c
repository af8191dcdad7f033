#include "host/archive/folder_remove.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

enum { NEXT_DOWN_MAX = 16 /* descriptors of nftw() */ };

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

bool folder_remove(const char *path)
{
    return nftw(path, remove_one, NEXT_DOWN_MAX, FTW_DEPTH | FTW_PHYS) == 0;
}
