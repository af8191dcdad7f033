#include "bootstrap/policy/path_access.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/policy/system_paths.h"
#include "bootstrap/policy/writable_paths.h"
#include "bootstrap/sandbox/landlock.h"
#include "common/fd.h"
#include "common/function/path.h"

static bool add_path(void *self, const char *path, unsigned rights,
                     struct error *err)
{
    struct path_access *access = self;

    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
        return true;
    if (fd < 0)
        return error_set_errno(err, "cannot grant %s", path);
    if (access->count == PATH_ACCESS_MAX) {
        fd_close(&fd);
        return error_set(err,
                         "\"permissions\" has more paths than can be granted "
                         "(%d, with those that every program needs); grant "
                         "the folders they are in",
                         PATH_ACCESS_MAX);
    }
    access->paths[access->count++] =
        (struct path_access_entry){fd, rights, access->item};
    return true;
}

/* A path that dayfly.json lists must exist: a Landlock rule belongs to a file,
 * not to a name. One within a writable one is granted with that. */
static bool grant_paths(struct path_access *r, const struct handler *h,
                        const struct settings *s, enum permission p,
                        struct error *err)
{
    const struct grant *g = &s->permissions.grant[p];
    const char *item;

    for (size_t n = 0; (item = grant_item(g, n)); n++) {
        char path[PATH_MAX];
        bool fits = path_join(path, h->root, item);
        if (fits && writable_paths_hold(h, s, path))
            continue;
        if (!fits)
            errno = ENAMETOOLONG;
        if (!fits || access(path, F_OK) != 0)
            return error_set_errno(err,
                                   "\"permissions.%s\": \"%.200s\" must exist "
                                   "when the function starts%s",
                                   permission_names[p], item,
                                   p == PERMISSION_WRITE
                                       ? ", or grant the folder it is made in"
                                       : "");
        r->item = item;
        bool ok = add_path(r, path,
                           p == PERMISSION_READ ? ACCESS_READ
                                                : ACCESS_READ | ACCESS_WRITE,
                           err);
        r->item = NULL;
        if (!ok)
            return false;
    }
    return true;
}

/* Running a file needs read access as well. */
static bool grant_all_programs(struct path_access *access, const char *folders,
                               struct error *err)
{
    char path[PATH_MAX];

    while (*folders) {
        int size = (int)strcspn(folders, ":");
        if (*folders == '/' && size < PATH_MAX) {
            (void)snprintf(path, sizeof path, "%.*s", size, folders);
            if (!add_path(access, path, ACCESS_READ, err))
                return false;
        }
        folders += size + (folders[size] == ':');
    }
    return true;
}

static bool grant_programs(const struct path_visitor *visitor,
                           const struct handler *h, const struct settings *s,
                           struct error *err)
{
    const struct grant *g = &s->permissions.grant[PERMISSION_RUN];
    const char *item;

    if (g->kind == GRANT_ALL)
        return grant_all_programs(visitor->self, s->path, err) &&
               grant_all_programs(visitor->self,
                                  "/bin:/usr/bin:/sbin:/usr/sbin", err);
    for (size_t i = 0; (item = grant_item(g, i)); i++) {
        char path[2 * PATH_MAX];
        bool own = *item != '/' && strchr(item, '/');
        int size = snprintf(path, sizeof path, "%s%s%s", own ? h->root : "",
                            own ? "/" : "", item);
        if (*path == '/' && writable_paths_hold(h, s, path) &&
            !writable_paths_have_target(h, s, path))
            return error_set(
                err,
                "\"permissions.run\": \"%.200s\" leads out of what "
                "\"write\" grants",
                item);
        if (size < PATH_MAX && system_paths_of_program(visitor, path, err))
            continue;
        if (*err->text)
            return false;
        return error_set(
            err, "\"permissions.run\": \"%.200s\" does not exist%s", item,
            strchr(item, '/') ? "" : " in any folder of PATH");
    }
    return true;
}

/* Paths that environment variables name and programs read. */
static bool grant_settings(struct path_access *access, const struct settings *s,
                           struct error *err)
{
    for (size_t i = 0; i < COUNT(s->readable); i++)
        if (s->readable[i] &&
            !add_path(access, s->readable[i], ACCESS_READ, err))
            return false;
    return true;
}

/* The bridge and the files that it loads. */
static bool grant_bridge(struct path_access *access, const char *bridge,
                         struct error *err)
{
    char path[PATH_MAX];
    const char *slash = strrchr(bridge, '/');

    (void)snprintf(path, sizeof path, "%.*s", (int)(slash - bridge), bridge);
    return add_path(access, path, ACCESS_READ, err);
}

static bool is_script(const char *path)
{
    char begin[2] = "";
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    return fd >= 0 && fd_read(fd, begin, 2) == 2 && !memcmp(begin, "#!", 2);
}

/* Version managers put scripts into PATH that start the interpreter. */
static bool check_interpreter(const struct handler *h, const struct settings *s,
                              struct error *err)
{
    if (!h->bridged || !is_script(h->interpreter) ||
        s->permissions.grant[PERMISSION_RUN].kind != GRANT_NOTHING)
        return true;
    return error_set(err,
                     "\"permissions\" let the interpreter %.512s start no "
                     "program, but it is a script that has to: set "
                     "\"interpreter\" to the path of the one that it starts",
                     h->interpreter);
}

bool path_access_find(struct path_access *access, const struct settings *s,
                      const struct handler *h, struct error *err)
{
    const struct path_visitor visitor = {
        .self = access, .on_path = add_path, .search_path = s->path};
    const char *program = h->bridged ? h->interpreter : h->file;

    if (!check_interpreter(h, s, err) ||
        !system_paths_of_system(&visitor, err) ||
        (!system_paths_of_program(&visitor, program, err) && *err->text) ||
        !add_path(access, h->root, ACCESS_READ, err) ||
        !grant_settings(access, s, err))
        return false;
    if (h->bridged && (!system_paths_of_interpreter(&visitor, program, err) ||
                       !grant_bridge(access, h->bridge, err)))
        return false;
    return grant_paths(access, h, s, PERMISSION_READ, err) &&
           grant_paths(access, h, s, PERMISSION_WRITE, err) &&
           grant_programs(&visitor, h, s, err);
}

bool path_access_renew(struct path_access *access, const struct handler *h)
{
    bool any = false;

    for (size_t i = 0; i < access->count; i++) {
        struct path_access_entry *entry = &access->paths[i];
        char path[PATH_MAX];
        struct stat is, was;
        if (!entry->item || !path_join(path, h->root, entry->item) ||
            stat(path, &is) != 0 || fstat(entry->fd, &was) != 0 ||
            (is.st_ino == was.st_ino && is.st_dev == was.st_dev))
            continue;
        int fd = open(path, O_PATH | O_CLOEXEC);
        if (fd < 0)
            continue;
        fd_close(&entry->fd);
        entry->fd = fd;
        any = true;
    }
    return any;
}

void path_access_close(struct path_access *access)
{
    for (size_t i = 0; i < access->count; i++)
        fd_close(&access->paths[i].fd);
    access->count = 0;
}
