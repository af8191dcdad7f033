#include "host/copies/copy_place.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/compiler.h"
#include "common/fd.h"
#include "host/archive/folder_remove.h"
#include "host/crypto/digest.h"

#define NAME_START "dayfly-kept-"

/* The folder, locked. -1: another process has it, or it is not ours or not
 * there any more. */
static int lock(const char *path)
{
    struct stat by_fd;
    struct stat by_name;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd >= 0 &&
        (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &by_fd) != 0 ||
         by_fd.st_uid != geteuid() || lstat(path, &by_name) != 0 ||
         by_fd.st_ino != by_name.st_ino || by_fd.st_dev != by_name.st_dev))
        fd_close(&fd);
    return fd;
}

static bool runs_programs(const char *folder)
{
    struct statvfs is;

    return statvfs(folder, &is) == 0 && !(is.f_flag & ST_NOEXEC);
}

/* A host that sweeps may take the folder before it is locked. */
static bool make_in(struct copy_place *place, const char *parent)
{
    enum { TRIES = 5 };

    if (*parent != '/' || !runs_programs(parent))
        return false;
    for (int i = 0; i < TRIES; i++) {
        if (snprintf(place->path, sizeof place->path, "%s/" NAME_START "XXXXXX",
                     parent) >= (int)sizeof place->path ||
            !mkdtemp(place->path))
            break;
        place->fd = lock(place->path);
        if (place->fd >= 0)
            return fchmod(place->fd, S_IRWXU | S_IXGRP | S_IXOTH) == 0;
    }
    *place->path = '\0';
    return false;
}

bool copy_place_open(struct copy_place *place, struct error *err)
{
    const char *const parents[] = {getenv("TMPDIR"), "/var/tmp", "/tmp"};

    *place = (struct copy_place)COPY_PLACE;
    for (size_t i = 0; i < COUNT(parents); i++)
        if (parents[i] && make_in(place, parents[i]))
            return true;
    return error_set(err,
                     "there is no folder for copies: neither TMPDIR nor "
                     "/var/tmp nor /tmp can be written to and runs programs");
}

void copy_place_parent(const struct copy_place *place, char path[PATH_MAX])
{
    (void)snprintf(path, PATH_MAX, "%s", place->path);
    *strrchr(path, '/') = '\0';
}

bool copy_place_name(const struct copy_place *place, char path[PATH_MAX])
{
    unsigned char bytes[16];
    char name[2 * sizeof bytes + 1];

    if (!digest_random(bytes, sizeof bytes))
        return false;
    for (size_t i = 0; i < sizeof bytes; i++)
        (void)snprintf(name + 2 * i, 3, "%02x", bytes[i]);
    return snprintf(path, PATH_MAX, "%s/%s", place->path, name) < PATH_MAX;
}

void copy_place_close(struct copy_place *place)
{
    if (!*place->path)
        return;
    (void)folder_remove(place->path);
    *place->path = '\0';
    fd_close(&place->fd);
}

void copy_place_sweep(const char *parent)
{
    DIR *dir = opendir(parent);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        char path[PATH_MAX];
        if (strncmp(entry->d_name, NAME_START, strlen(NAME_START)) != 0 ||
            snprintf(path, sizeof path, "%s/%s", parent, entry->d_name) >=
                (int)sizeof path)
            continue;
        AUTO(int, fd_close) fd = lock(path);
        if (fd >= 0)
            (void)folder_remove(path);
    }
    if (dir)
        (void)closedir(dir);
}
