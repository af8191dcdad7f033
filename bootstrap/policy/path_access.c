#include "bootstrap/policy/path_access.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "bootstrap/sandbox/landlock.h"
#include "bootstrap/policy/system_paths.h"

static bool add_path(void *self, const char *path, unsigned reach,
                     struct error *f)
{
    struct path_access *r = self;

    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES))
        return true;
    if (fd < 0)
        return error_set_errno(f, "cannot grant %s", path);
    if (r->count == PATH_ACCESS_MAX) {
        fd_close(&fd);
        return error_set(f,
                         "\"permissions\" has more paths than can be held "
                         "(%d, with those that every program needs); grant "
                         "the folders they are in",
                         PATH_ACCESS_MAX);
    }
    r->paths[r->count++] = (struct path_access_entry){fd, reach};
    return true;
}

/* In a list of the manifest a path must be there: a rule is about a file, not
 * about a name. */
static bool grant_paths(struct path_access *r, const struct handler *h,
                        const struct settings *s, enum permission p,
                        struct error *f)
{
    const struct grant *g = &s->permissions.of[p];
    const char *item;

    for (size_t n = 0; (item = grant_item(g, n)); n++) {
        char path[PATH_MAX];
        int size =
            snprintf(path, sizeof path, "%s%s%s", *item == '/' ? "" : h->root,
                     *item == '/' ? "" : "/", item);
        if (size >= (int)sizeof path)
            errno = ENAMETOOLONG;
        if (size >= (int)sizeof path || access(path, F_OK) != 0)
            return error_set_errno(
                f,
                "\"permissions.%s\": \"%.200s\" must be there "
                "when the function starts%s",
                permission_names[p], item,
                p == PERMISSION_WRITE ? ", or grant the folder it is made in"
                                      : "");
        if (!add_path(r, path,
                      p == PERMISSION_READ ? ACCESS_READ
                                           : ACCESS_READ | ACCESS_WRITE,
                      f))
            return false;
    }
    return true;
}

/* To run a file is to read it, as the kernel sees it. */
static bool grant_all_programs(struct path_access *r, const char *folders,
                               struct error *f)
{
    char path[PATH_MAX];

    while (*folders) {
        int size = (int)strcspn(folders, ":");
        if (*folders == '/' && size < PATH_MAX) {
            (void)snprintf(path, sizeof path, "%.*s", size, folders);
            if (!add_path(r, path, ACCESS_READ, f))
                return false;
        }
        folders += size + (folders[size] == ':');
    }
    return true;
}

static bool grant_programs(const struct path_visitor *n,
                           const struct handler *h, const struct settings *s,
                           struct error *f)
{
    const struct grant *g = &s->permissions.of[PERMISSION_RUN];
    const char *item;

    if (g->how == GRANT_ALL)
        return grant_all_programs(n->self, s->path, f) &&
               grant_all_programs(n->self, "/bin:/usr/bin:/sbin:/usr/sbin", f);
    for (size_t i = 0; (item = grant_item(g, i)); i++) {
        char path[2 * PATH_MAX];
        bool own = *item != '/' && strchr(item, '/');
        int size = snprintf(path, sizeof path, "%s%s%s", own ? h->root : "",
                            own ? "/" : "", item);
        if (size < PATH_MAX && system_paths_of_program(n, path, f))
            continue;
        if (*f->text)
            return false;
        return error_set(f, "\"permissions.run\": \"%.200s\" is not there%s",
                         item, strchr(item, '/') ? "" : ", in none of PATH");
    }
    return true;
}

/* What the owner's environment says that must be readable. */
static bool grant_settings(struct path_access *r, const struct settings *s,
                           struct error *f)
{
    for (size_t i = 0; i < COUNT(s->readable); i++)
        if (s->readable[i] && !add_path(r, s->readable[i], ACCESS_READ, f))
            return false;
    return true;
}

/* The bridge, with what it loads besides. */
static bool grant_bridge(struct path_access *r, const char *bridge,
                         struct error *f)
{
    char path[PATH_MAX];
    const char *slash = strrchr(bridge, '/');

    (void)snprintf(path, sizeof path, "%.*s", (int)(slash - bridge), bridge);
    return add_path(r, path, ACCESS_READ, f);
}

bool path_access_find(struct path_access *r, const struct settings *s,
                      const struct handler *h, struct error *f)
{
    const struct path_visitor needs = {
        .self = r, .add = add_path, .path = s->path};
    const char *program = h->bridged ? h->interpreter : h->file;

    if (!system_paths_of_system(&needs, f) ||
        (!system_paths_of_program(&needs, program, f) && *f->text) ||
        !add_path(r, h->root, ACCESS_READ, f) || !grant_settings(r, s, f))
        return false;
    if (h->bridged && (!system_paths_of_interpreter(&needs, program, f) ||
                       !grant_bridge(r, h->bridge, f)))
        return false;
    return grant_paths(r, h, s, PERMISSION_READ, f) &&
           grant_paths(r, h, s, PERMISSION_WRITE, f) &&
           grant_programs(&needs, h, s, f);
}

void path_access_close(struct path_access *r)
{
    for (size_t i = 0; i < r->count; i++)
        fd_close(&r->paths[i].fd);
    r->count = 0;
}
