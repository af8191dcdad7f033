#include "host/store/data_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/fd.h"

#define LOCK_NAME "lock"

enum { LOCK_TRIES = 25, LOCK_PAUSE_MS = 20 };

/* Permission is refused to who is not the owner, and only that can be told. */
static bool fail(const char *what, const char *path, struct error *err)
{
    int e = errno;
    struct stat st;

    (void)error_set_errno(err, "cannot %s %s", what, path);
    if (e != EACCES || stat(path, &st) != 0 || st.st_uid == geteuid())
        return false;
    return error_set(err,
                     "cannot %s %s: it belongs to the user %u, and dayfly runs "
                     "as %u; run it as that user, or choose another folder "
                     "with --data",
                     what, path, (unsigned)st.st_uid, (unsigned)geteuid());
}

/* The first of the folders above that is missing cannot be made: that counts.
 */
static bool make_all(char path[PATH_MAX], struct error *err)
{
    for (char *at = path + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (mkdir(path, 0755) != 0 && errno != EEXIST)
            return error_set_errno(err, "cannot create the folder %s", path);
        *at = '/';
    }
    /* Functions with users of their own pass through it. */
    return mkdir(path, geteuid() == 0 ? 0711 : 0700) == 0 || errno == EEXIST ||
           error_set_errno(err, "cannot create the folder %s", path);
}

bool data_folder_make(const char *path, char folder[PATH_MAX],
                      struct error *err)
{
    char text[PATH_MAX];
    struct stat st;

    if (!*path)
        return error_set(err,
                         "--data is empty; it must be the path of a "
                         "folder");
    if (snprintf(text, sizeof text, "%s", path) >= (int)sizeof text - 64)
        return error_set(err, "the path of the data folder is too long");
    if (stat(path, &st) != 0 && !make_all(text, err))
        return false;
    if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
        return error_set(err,
                         "%s is a file; --data takes the folder in which "
                         "functions are kept",
                         path);
    if (access(path, W_OK | X_OK) != 0)
        return fail("write in", path, err);
    if (!realpath(path, folder))
        return error_set_errno(err, "cannot use the folder %s", path);
    return strlen(folder) <= PATH_MAX - 64 ||
           error_set(err, "the path of the data folder is too long");
}

static bool is_taken(const char *folder, const char *path, struct error *err)
{
    char owner[32] = "";

    (void)fd_read_file(path, owner, sizeof owner);
    owner[strcspn(owner, "\n")] = '\0';
    return error_set(err,
                     "%s is in use by another `dayfly serve`%s%s; stop it, or "
                     "choose another folder with --data",
                     folder, *owner ? ", process " : "", owner);
}

/* A host that was killed while it started a process has it a moment longer. */
static bool lock_soon(int fd)
{
    const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};

    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

/* The process, and in a second line what is wrong with it. */
static bool write_note(int fd, const char *what)
{
    char text[512];
    int size = snprintf(text, sizeof text, "%d\n%.400s%s", (int)getpid(), what,
                        *what ? "\n" : "");

    return ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)size, 0) == size;
}

int data_folder_lock(const char *folder, struct error *err)
{
    char path[PATH_MAX + 8];

    (void)snprintf(path, sizeof path, "%s/" LOCK_NAME, folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    bool ok = true;
    if (fd < 0)
        ok = fail("open", path, err);
    else if (!lock_soon(fd))
        ok = is_taken(folder, path, err);
    else if (!write_note(fd, ""))
        ok = fail("write", path, err);
    if (!ok)
        fd_close(&fd);
    return fd;
}

void data_folder_note(int lock, const char *what)
{
    (void)write_note(lock, what);
}

bool data_folder_make_file(const char *path, struct error *err)
{
    AUTO(int, fd_close) fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    return fd >= 0 || fail("open", path, err);
}

static bool has_code(const char *folder)
{
    char path[PATH_MAX + 8];
    const struct dirent *entry = NULL;

    (void)snprintf(path, sizeof path, "%s/code", folder);
    DIR *code = opendir(path);
    while (code && (entry = readdir(code)) && entry->d_name[0] == '.')
        continue;
    if (code)
        (void)closedir(code);
    return entry;
}

bool data_folder_check(const char *folder, const char *database,
                       struct error *err)
{
    char path[PATH_MAX + 16];
    struct stat st;

    (void)snprintf(path, sizeof path, "%s/%s", folder, database);
    if ((stat(path, &st) == 0 && st.st_size > 0) || !has_code(folder))
        return true;
    return error_set(err,
                     "%s is missing or empty, and the code in %s/code would be "
                     "removed: restore the folder from a backup, or remove "
                     "code and zip in it to begin anew",
                     path, folder);
}
