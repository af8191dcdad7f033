#include "host/functions/function_registry.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/functions/function_search.h"

enum { FUNCTIONS_MAX = 10000 };

static bool is_same_folder(const char *one, const char *other)
{
    struct stat a;
    struct stat b;

    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* Where the name stands, or would. */
static size_t slot_of(const struct function_registry *r, const char *name)
{
    size_t from = 0;
    size_t to = r->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (strcmp(r->functions[middle]->name, name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

struct function *function_registry_find(const struct function_registry *r,
                                        const char *name)
{
    size_t at = slot_of(r, name);

    return at < r->count && !strcmp(r->functions[at]->name, name)
               ? r->functions[at]
               : NULL;
}

bool function_registry_add(struct function_registry *r, struct function *fn,
                           struct error *f)
{
    size_t at = slot_of(r, fn->name);
    struct function **more;

    if (r->count == FUNCTIONS_MAX)
        return error_set(f, "more than %d functions", FUNCTIONS_MAX);
    more = mem_new(r->count + 1, sizeof(struct function *));
    if (!more)
        return error_set(f, "memory is short");
    for (size_t i = 0; i < r->count; i++)
        more[i < at ? i : i + 1] = r->functions[i];
    more[at] = fn;
    mem_free(r->functions);
    r->functions = more;
    r->count++;
    return true;
}

void function_registry_replace(struct function_registry *r, struct function *fn,
                               struct function *by)
{
    size_t at = slot_of(r, fn->name);

    if (by) {
        r->functions[at] = by;
        return;
    }
    r->count--;
    for (size_t i = at; i < r->count; i++)
        r->functions[i] = r->functions[i + 1];
}

/* Of a name already taken; true when it is the same folder. */
static bool check_twin(const struct function *twin, const char *folder,
                       struct error *f)
{
    return is_same_folder(twin->folder, folder) ||
           error_set(f,
                     "two folders are named %s: %.300s and %.300s; rename "
                     "one of them",
                     twin->name, twin->folder, folder);
}

static bool take_in(struct function_registry *r, const char *folder,
                    struct error *f)
{
    const char *name = strrchr(folder, '/') + 1;
    const struct function *twin = function_registry_find(r, name);
    struct function *fn;

    if (!function_name_is_plain(name))
        return error_set(f,
                         "%s: a function's folder gives its name, which must "
                         "be 1 to %d letters, digits, - and _; rename it",
                         folder, FUNCTION_NAME_MAX);
    if (twin)
        return check_twin(twin, folder, f);
    fn = function_read(name, folder, r->bootstrap, f);
    if (!fn)
        return false;
    if (fn->wrong)
        (void)error_set(f, "%s", fn->wrong);
    else if (function_registry_add(r, fn, f))
        return true;
    function_release(fn);
    return false;
}

static void pass_over(struct function_registry *r, const char *name,
                      const char *why)
{
    static const char more[] = ", ...";
    size_t size = strlen(r->passed);
    size_t room = sizeof r->passed - size;

    if (strlen(name) + strlen(why) + 2 * sizeof more < room)
        (void)snprintf(r->passed + size, room, "%s%s%s", size ? ", " : "", name,
                       why);
    else if (room >= sizeof more && r->passed[size - 1] != '.')
        memcpy(r->passed + size, more, sizeof more);
}

/* Files and folders that are no functions are passed over. */
static bool take_entry(struct function_registry *r, const char *folder,
                       const char *name, bool itself, struct error *f)
{
    char path[PATH_MAX];

    switch (function_search_classify(path, folder, name, itself)) {
    case FOLDER_FUNCTION:
        return take_in(r, path, f);
    case FOLDER_EMPTY:
        pass_over(r, name, "");
        return true;
    case FOLDER_GENERATED:
        pass_over(r, name, " (needs a dayfly.json)");
        return true;
    case FOLDER_NONE:
        return true;
    }
    return true;
}

static bool add_root(struct function_registry *r, const char *path,
                     struct error *f)
{
    size_t size = strlen(path) + 1;
    char **more = mem_new(r->root_count + 1, sizeof(char *));
    char *copy = mem_new(size, 1);

    if (!more || !copy) {
        mem_free(more);
        mem_free(copy);
        return error_set(f, "memory is short");
    }
    memcpy(copy, path, size);
    for (size_t i = 0; i < r->root_count; i++)
        more[i] = r->roots[i];
    more[r->root_count++] = copy;
    mem_free(r->roots);
    r->roots = more;
    return true;
}

static void close_dir(DIR **dir)
{
    if (*dir)
        (void)closedir(*dir);
}

bool function_registry_scan(struct function_registry *r, const char *folder,
                            struct error *f)
{
    char root[PATH_MAX];
    AUTO(DIR *, close_dir) dir = NULL;

    if (!function_search_root(root, folder) || !(dir = opendir(root)))
        return error_set_errno(f, "cannot open the folder %s%s", folder,
                               errno == ENOTDIR ? " (serve the one it is in)"
                                                : "");
    if (!add_root(r, root, f))
        return false;
    bool itself = function_folder_is_function(root);
    if (itself && !take_in(r, root, f))
        return false;
    for (;;) {
        const struct dirent *entry = readdir(dir);
        if (!entry)
            return true;
        if (!take_entry(r, root, entry->d_name, itself, f))
            return false;
    }
}

bool function_registry_locate(const struct function_registry *r,
                              const char *name, char folder[PATH_MAX])
{
    if (!function_name_is_plain(name))
        return false;
    for (size_t i = 0; i < r->root_count; i++)
        if (function_search_locate(folder, r->roots[i], name))
            return true;
    return false;
}

void function_registry_each_name(const struct function_registry *r,
                                 void (*each)(void *self, const char *name),
                                 void *self)
{
    char path[PATH_MAX];

    for (size_t i = 0; i < r->root_count; i++) {
        const char *root = r->roots[i];
        bool itself = function_folder_is_function(root);
        AUTO(DIR *, close_dir) dir = opendir(root);
        const struct dirent *entry;
        if (itself)
            each(self, strrchr(root, '/') + 1);
        while (dir && (entry = readdir(dir)))
            if (function_search_classify(path, root, entry->d_name, itself) ==
                FOLDER_FUNCTION)
                each(self, entry->d_name);
    }
}

bool function_registry_folder_exists(const struct function_registry *r,
                                     const struct function *fn)
{
    for (size_t i = 0; i < r->root_count; i++)
        if (!strcmp(r->roots[i], fn->folder))
            return function_folder_is_function(fn->folder);
    return function_search_is_function(fn->folder, fn->name, false);
}

struct function *
function_registry_find_by_host(const struct function_registry *r,
                               const char *name)
{
    struct function *exact = function_registry_find(r, name);
    struct function *found = NULL;

    for (size_t i = 0; !exact && i < r->count; i++) {
        if (strcasecmp(r->functions[i]->name, name) != 0)
            continue;
        if (found)
            return NULL;
        found = r->functions[i];
    }
    return exact ? exact : found;
}

void function_registry_clear(struct function_registry *r)
{
    for (size_t i = 0; i < r->count; i++)
        function_release(r->functions[i]);
    for (size_t i = 0; i < r->root_count; i++)
        mem_free(r->roots[i]);
    mem_free(r->functions);
    mem_free(r->roots);
    *r = (struct function_registry){.functions = NULL};
}
