#include "host/registry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bootstrap/base/buf.h"
#include "bootstrap/base/fd.h"
#include "host/folder.h"

enum { FUNCTIONS_MOST = 10000 };

struct scan {
    struct registry *r;
    const char *bootstrap;
    struct fault *f;
};

/* Memory on success, to be freed; NULL with f set. */
static char *text_copy(const char *text, struct fault *f)
{
    char *copy = mem_new(strlen(text) + 1, 1);

    if (!copy)
        (void)fault_set(f, "memory is short");
    else
        memcpy(copy, text, strlen(text) + 1);
    return copy;
}

/* A FIFO or a device under this name must not hold the start up, so it is
 * opened without waiting and looked at before anything is read. */
static bool read_manifest(struct manifest *m, const char *path, struct fault *f)
{
    AUTO(int, fd_close) fd = -1;
    AUTO(struct buf, buf_free) text = BUF(MANIFEST_MOST_BYTES + 1);
    struct stat st;
    ssize_t got = 1;

    fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        return fault_errno(f,
                           "%s: cannot be read, make it readable or "
                           "remove it",
                           path);
    if (!S_ISREG(st.st_mode))
        return fault_set(f,
                         "%s: is not a regular file, put a JSON file there "
                         "or remove it",
                         path);
    while (got > 0 && text.size <= MANIFEST_MOST_BYTES) {
        if (!buf_reserve(&text, MANIFEST_MOST_BYTES + 1 - text.size))
            return fault_set(f, "%s: memory is short", path);
        got = fd_read(fd, buf_end(&text), MANIFEST_MOST_BYTES + 1 - text.size);
        if (got < 0)
            return fault_errno(f, "%s: cannot be read", path);
        buf_grew(&text, (size_t)got);
    }
    if (text.size > MANIFEST_MOST_BYTES)
        return fault_set(f, "%s: is larger than %d bytes, shorten it", path,
                         MANIFEST_MOST_BYTES);
    return manifest_parse(m, path, text.data, text.size, f);
}

static bool set_manifest(struct function *fn, struct fault *f)
{
    char path[PATH_MAX];

    manifest_default(&fn->manifest);
    if (!folder_has_manifest(fn->folder))
        return true;
    (void)snprintf(path, sizeof path, "%s/" MANIFEST_FILE, fn->folder);
    return read_manifest(&fn->manifest, path, f);
}

/* dayfly's bootstrap takes a handler that is a file for a program, unless its
 * name says that it is a script. */
static bool is_program(const char *folder, const char *handler)
{
    static const char *const ends[] = {"js", "mjs", "cjs", "ts", "mts"};
    const char *dot = strrchr(handler, '.');

    if (*handler == '/' ? access(handler, F_OK) != 0
                        : !folder_has_file(folder, handler))
        return false;
    for (size_t i = 0; dot && i < COUNT(ends); i++)
        if (!strcmp(dot + 1, ends[i]))
            return false;
    return true;
}

/* What runs the function, and what it is told to run. */
static bool set_entry(struct function *fn, const char *bootstrap,
                      struct fault *f)
{
    char own[PATH_MAX];
    const char *handler = fn->manifest.handler;

    if (folder_has_program(fn->folder, "bootstrap")) {
        (void)snprintf(own, sizeof own, "%s/bootstrap", fn->folder);
        bootstrap = own;
        handler = *handler ? handler : "bootstrap";
    } else {
        handler = *handler ? handler : folder_handler(fn->folder);
        fn->scripted = !*handler || !is_program(fn->folder, handler);
    }
    (void)snprintf(fn->handler, sizeof fn->handler, "%s", handler);
    fn->bootstrap = text_copy(bootstrap, f);
    return fn->bootstrap != NULL;
}

static void function_clear(struct function *fn)
{
    mem_free(fn->folder);
    mem_free(fn->bootstrap);
    manifest_clear(&fn->manifest);
    *fn = (struct function){.name = ""};
}

static int by_name(const void *a, const void *b)
{
    const struct function *one = a;
    const struct function *other = b;

    return strcmp(one->name, other->name);
}

static bool registry_add(struct registry *r, struct function *fn,
                         struct fault *f)
{
    const struct function *twin = registry_find(r, fn->name);
    struct function *more;

    if (twin && !strcmp(twin->folder, fn->folder)) {
        function_clear(fn);
        return true;
    }
    if (twin)
        return fault_set(f,
                         "two folders are named %s: %.300s and %.300s; rename "
                         "one of them",
                         fn->name, twin->folder, fn->folder);
    if (r->count == FUNCTIONS_MOST)
        return fault_set(f, "more than %d functions", FUNCTIONS_MOST);
    more = mem_new(r->count + 1, sizeof *more);
    if (!more)
        return fault_set(f, "memory is short");
    if (r->count)
        memcpy(more, r->functions, r->count * sizeof *more);
    more[r->count++] = *fn;
    mem_free(r->functions);
    r->functions = more;
    qsort(r->functions, r->count, sizeof *more, by_name);
    return true;
}

static bool take_in(struct scan *s, const char *folder)
{
    const char *name = strrchr(folder, '/') + 1;
    struct function fn = {.name = ""};

    if (!function_name_is_plain(name))
        return fault_set(s->f,
                         "%s: a function's folder gives its name, which must "
                         "be 1 to %d letters, digits, - and _; rename it",
                         folder, FUNCTION_NAME_MOST);
    (void)snprintf(fn.name, sizeof fn.name, "%.*s", FUNCTION_NAME_MOST, name);
    fn.folder = text_copy(folder, s->f);
    if (fn.folder && set_manifest(&fn, s->f) &&
        set_entry(&fn, s->bootstrap, s->f) && registry_add(s->r, &fn, s->f))
        return true;
    function_clear(&fn);
    return false;
}

static void pass_over(struct registry *r, const char *name)
{
    static const char more[] = ", ...";
    size_t size = strlen(r->passed);
    size_t room = sizeof r->passed - size;

    if (strlen(name) + 2 * sizeof more < room)
        (void)snprintf(r->passed + size, room, "%s%s", size ? ", " : "", name);
    else if (room >= sizeof more && r->passed[size - 1] != '.')
        memcpy(r->passed + size, more, sizeof more);
}

/* Files and folders that are no functions are passed over. */
static bool take_entry(struct scan *s, const char *folder, const char *name,
                       bool manifest_only)
{
    char path[PATH_MAX];
    struct stat st;
    int size = snprintf(path, sizeof path, "%s/%s", folder, name);

    if (*name == '.' || !strcmp(name, "node_modules") ||
        size >= (int)sizeof path || stat(path, &st) != 0 ||
        !S_ISDIR(st.st_mode))
        return true;
    if (manifest_only ? !folder_has_manifest(path)
                      : !folder_is_function(path)) {
        if (!manifest_only)
            pass_over(s->r, name);
        return true;
    }
    return take_in(s, path);
}

static void close_dir(DIR **dir)
{
    if (*dir)
        (void)closedir(*dir);
}

bool registry_scan(struct registry *r, const char *folder,
                   const char *bootstrap, struct fault *f)
{
    struct scan s = {.r = r, .bootstrap = bootstrap, .f = f};
    char whole[PATH_MAX];
    AUTO(DIR *, close_dir) dir = NULL;

    if (!realpath(folder, whole) || !(dir = opendir(whole)))
        return fault_errno(f, "cannot open the folder %s%s", folder,
                           errno == ENOTDIR ? " (serve the one it is in)" : "");
    bool itself = folder_is_function(whole);
    if (itself && !take_in(&s, whole))
        return false;
    for (;;) {
        const struct dirent *entry = readdir(dir);
        if (!entry)
            return true;
        if (!take_entry(&s, whole, entry->d_name, itself))
            return false;
    }
}

const struct function *registry_find(const struct registry *r, const char *name)
{
    struct function wanted = {.name = ""};

    if (!function_name_is_plain(name))
        return NULL;
    (void)snprintf(wanted.name, sizeof wanted.name, "%s", name);
    return r->count ? bsearch(&wanted, r->functions, r->count,
                              sizeof *r->functions, by_name)
                    : NULL;
}

const struct function *registry_find_by_host(const struct registry *r,
                                             const char *name)
{
    const struct function *exact = registry_find(r, name);
    const struct function *found = NULL;

    for (size_t i = 0; !exact && i < r->count; i++) {
        if (strcasecmp(r->functions[i].name, name) != 0)
            continue;
        if (found)
            return NULL;
        found = &r->functions[i];
    }
    return exact ? exact : found;
}

void registry_clear(struct registry *r)
{
    for (size_t i = 0; i < r->count; i++)
        function_clear(&r->functions[i]);
    mem_free(r->functions);
    *r = (struct registry){.functions = NULL};
}
