#include "host/backup/data_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/backup/tree_copy.h"
#include "host/store/database_copy.h"

#define PART ".part"

enum kind { KIND_NONE, KIND_CODE, KIND_DATABASE, KIND_REST };

static bool ends_with(const char *name, const char *end)
{
    size_t size = strlen(name);

    return size > strlen(end) && !strcmp(name + size - strlen(end), end);
}

static enum kind kind_of(const char *name)
{
    if (!strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, "tmp") ||
        !strcmp(name, "lock") || ends_with(name, ".db-wal") ||
        ends_with(name, ".db-shm") || ends_with(name, ".db-journal"))
        return KIND_NONE;
    if (!strcmp(name, "code") || !strcmp(name, "zip"))
        return KIND_CODE;
    return ends_with(name, ".db") ? KIND_DATABASE : KIND_REST;
}

static bool copy_one(struct data_copy *copy, enum kind kind, const char *from,
                     const char *to, struct error *err)
{
    if (kind != KIND_DATABASE)
        return tree_copy(from, to,
                         kind == KIND_CODE ? TREE_COPY_LINKS : TREE_COPY_BYTES,
                         &copy->files, err);
    copy->databases++;
    return database_copy(from, to, err);
}

/* All of one kind, the last names first: events before the functions that they
 * are for. */
static bool copy_kind(struct data_copy *copy, enum kind kind, const char *from,
                      const char *to, struct error *err)
{
    char source[PATH_MAX];
    char target[PATH_MAX];
    struct dirent **names = NULL;
    int count = scandir(from, &names, NULL, alphasort);
    bool ok = true;

    if (count < 0)
        return error_set_errno(err, "cannot read the folder %s", from);
    while (count-- > 0) {
        const char *name = names[count]->d_name;
        if (ok && kind_of(name) == kind)
            ok = (snprintf(source, sizeof source, "%s/%s", from, name) <
                      (int)sizeof source &&
                  snprintf(target, sizeof target, "%s/%s", to, name) <
                      (int)sizeof target)
                     ? copy_one(copy, kind, source, target, err)
                     : error_set(err, "the path of %s is too long", name);
        mem_free(names[count]);
    }
    mem_free(names);
    return ok;
}

/* Code is added before a database names it, and removed after none does. So it
 * is copied on both sides of the databases. */
static bool copy_all(struct data_copy *copy, const char *from, const char *to,
                     struct error *err)
{
    return copy_kind(copy, KIND_CODE, from, to, err) &&
           copy_kind(copy, KIND_DATABASE, from, to, err) &&
           copy_kind(copy, KIND_CODE, from, to, err) &&
           copy_kind(copy, KIND_REST, from, to, err);
}

static bool finish(const char *part, const char *to, struct error *err)
{
    AUTO(int, fd_close) fd = open(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || syncfs(fd) != 0 || rename(part, to) != 0 || syncfs(fd) != 0)
        return error_set_errno(err, "cannot finish the folder %s", to);
    return true;
}

static bool is_within(const char *folder, const char *path)
{
    size_t size = strlen(folder);

    return !strncmp(path, folder, size) &&
           (path[size] == '/' || path[size] == '\0');
}

bool data_copy_make(struct data_copy *copy, const char *from, const char *to,
                    struct error *err)
{
    char source[PATH_MAX];
    char part[PATH_MAX];
    char place[PATH_MAX];
    struct stat st;

    *copy = (struct data_copy){0};
    if (!realpath(from, source))
        return error_set_errno(err, "cannot read the data folder %s", from);
    if (lstat(to, &st) == 0)
        return error_set(err,
                         "%s exists already; name a folder that does not: "
                         "each backup is a folder of its own",
                         to);
    if (snprintf(part, sizeof part, "%s" PART, to) >= (int)sizeof part)
        return error_set(err, "the path of the backup is too long");
    if (mkdir(part, 0700) != 0)
        return errno == EEXIST
                   ? error_set(err,
                               "%s is there: a backup runs, or one did not "
                               "end; remove it if none runs",
                               part)
               : errno == ENOENT
                   ? error_set(err,
                               "cannot create %s: the folder in which it is to "
                               "be does not exist; make that first",
                               to)
                   : error_set_errno(err, "cannot create the folder %s", part);
    if (!realpath(part, place) || is_within(source, place)) {
        (void)rmdir(part);
        return error_set(err,
                         "%s is in the data folder %s; name one outside of it",
                         to, source);
    }
    if (copy_all(copy, source, part, err) && finish(part, to, err))
        return true;
    return error_prefix(err, "the backup is incomplete, remove %s", part);
}
