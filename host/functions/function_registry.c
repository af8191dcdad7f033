#include "host/functions/function_registry.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/functions/function_folder.h"
#include "host/functions/function_search.h"

enum { FUNCTIONS_MAX = 10000 };

static bool is_same_folder(const char *one, const char *other)
{
    struct stat a;
    struct stat b;

    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

bool function_registry_index(const struct function_registry *registry,
                             const char *name, size_t *at)
{
    size_t from = 0;
    size_t to = registry->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (strcmp(registry->functions[middle]->name, name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    *at = from;
    return from < registry->count &&
           !strcmp(registry->functions[from]->name, name);
}

struct function *
function_registry_find(const struct function_registry *registry,
                       const char *name)
{
    size_t at;

    return function_registry_index(registry, name, &at)
               ? registry->functions[at]
               : NULL;
}

bool function_registry_add(struct function_registry *registry,
                           struct function *fn, struct error *err)
{
    struct function **more;
    size_t at;

    if (registry->count == FUNCTIONS_MAX)
        return error_set(err, "more than %d functions", FUNCTIONS_MAX);
    more = mem_new(registry->count + 1, sizeof(struct function *));
    if (!more)
        return error_set(err, "out of memory");
    (void)function_registry_index(registry, fn->name, &at);
    for (size_t i = 0; i < registry->count; i++)
        more[i < at ? i : i + 1] = registry->functions[i];
    more[at] = fn;
    mem_free(registry->functions);
    registry->functions = more;
    registry->count++;
    return true;
}

void function_registry_replace(struct function_registry *registry,
                               struct function *fn, struct function *by)
{
    size_t at;

    (void)function_registry_index(registry, fn->name, &at);
    if (by) {
        registry->functions[at] = by;
        return;
    }
    registry->count--;
    for (size_t i = at; i < registry->count; i++)
        registry->functions[i] = registry->functions[i + 1];
}

/* Another folder with the name of a known function. True: it is the same
 * folder, found twice. */
static bool check_duplicate(const struct function *known, const char *folder,
                            struct error *err)
{
    return is_same_folder(known->folder, folder) ||
           error_set(err,
                     "two folders are named %s: %.300s and %.300s; rename "
                     "one of them",
                     known->name, known->folder, folder);
}

static bool has_plain_name(const char *folder, struct error *why)
{
    return function_name_is_plain(strrchr(folder, '/') + 1) ||
           error_set(why,
                     "%s: a function's folder gives its name, which must be 1 "
                     "to %d letters, digits, - and _; rename it",
                     folder, FUNCTION_NAME_MAX);
}

static bool add_folder(struct function_registry *registry, const char *folder,
                       struct error *err)
{
    struct error why = ERROR_NONE;
    const char *name = strrchr(folder, '/') + 1;
    const struct function *known = function_registry_find(registry, name);
    struct function *fn;

    if (!has_plain_name(folder, &why))
        return problem_list_add(&registry->problems, why.text, err);
    if (known)
        return check_duplicate(known, folder, err);
    fn = function_read(name, folder, &registry->setup, &why);
    if (!fn)
        return problem_list_add(&registry->problems, why.text, err);
    if ((!fn->config_error ||
         problem_list_add(&registry->problems, fn->config_error, err)) &&
        function_registry_add(registry, fn, err))
        return true;
    function_release(fn);
    return false;
}

static void note_skipped(struct function_registry *registry, const char *name,
                         const char *why)
{
    static const char more[] = ", ...";
    size_t size = strlen(registry->skipped);
    size_t left = sizeof registry->skipped - size;

    if (strlen(name) + strlen(why) + 2 * sizeof more < left)
        (void)snprintf(registry->skipped + size, left, "%s%s%s",
                       size ? ", " : "", name, why);
    else if (left >= sizeof more && registry->skipped[size - 1] != '.')
        memcpy(registry->skipped + size, more, sizeof more);
}

/* Files and folders that are not functions are skipped. */
static bool add_entry(struct function_registry *registry, const char *folder,
                      const char *name, bool root_is_function,
                      struct error *err)
{
    char path[PATH_MAX];

    switch (function_search_classify(path, folder, name, root_is_function)) {
    case FOLDER_FUNCTION:
        return add_folder(registry, path, err);
    case FOLDER_EMPTY:
        note_skipped(registry, name,
                     function_folder_has_file(path, BOOTSTRAP_FILE)
                         ? " (its bootstrap needs chmod +x)"
                         : "");
        return true;
    case FOLDER_GENERATED:
        note_skipped(registry, name, " (needs a dayfly.json)");
        return true;
    case FOLDER_NONE:
        return true;
    }
    return true;
}

static bool add_root(struct function_registry *registry, const char *path,
                     struct error *err)
{
    size_t size = strlen(path) + 1;
    char **more = mem_new(registry->root_count + 1, sizeof(char *));
    char *copy = mem_new(size, 1);

    if (!more || !copy) {
        mem_free(more);
        mem_free(copy);
        return error_set(err, "out of memory");
    }
    memcpy(copy, path, size);
    for (size_t i = 0; i < registry->root_count; i++)
        more[i] = registry->roots[i];
    more[registry->root_count++] = copy;
    mem_free(registry->roots);
    registry->roots = more;
    return true;
}

static void close_dir(DIR **dir)
{
    if (*dir)
        (void)closedir(*dir);
}

bool function_registry_scan(struct function_registry *registry,
                            const char *folder, struct error *err)
{
    char root[PATH_MAX];
    AUTO(DIR *, close_dir) dir = NULL;

    if (!function_search_root(root, folder) || !(dir = opendir(root)))
        return error_set_errno(err, "cannot open the folder %s%s", folder,
                               errno == ENOTDIR ? " (serve the one it is in)"
                                                : "");
    if (!add_root(registry, root, err))
        return false;
    bool root_is_function = function_folder_is_function(root);
    if (root_is_function && !add_folder(registry, root, err))
        return false;
    for (;;) {
        const struct dirent *entry = readdir(dir);
        if (!entry)
            return true;
        if (!add_entry(registry, root, entry->d_name, root_is_function, err))
            return false;
    }
}

bool function_registry_locate(const struct function_registry *registry,
                              const char *name, char folder[PATH_MAX])
{
    if (!function_name_is_plain(name))
        return false;
    for (size_t i = 0; i < registry->root_count; i++)
        if (function_search_locate(folder, registry->roots[i], name))
            return true;
    return false;
}

void function_registry_each_name(const struct function_registry *registry,
                                 void (*each)(void *self, const char *name),
                                 void *self)
{
    char path[PATH_MAX];

    for (size_t i = 0; i < registry->root_count; i++) {
        const char *root = registry->roots[i];
        bool root_is_function = function_folder_is_function(root);
        AUTO(DIR *, close_dir) dir = opendir(root);
        const struct dirent *entry;
        if (root_is_function)
            each(self, strrchr(root, '/') + 1);
        while (dir && (entry = readdir(dir)))
            if (function_search_classify(path, root, entry->d_name,
                                         root_is_function) == FOLDER_FUNCTION)
                each(self, entry->d_name);
    }
}

bool function_registry_folder_exists(const struct function_registry *registry,
                                     const struct function *fn)
{
    for (size_t i = 0; i < registry->root_count; i++)
        if (!strcmp(registry->roots[i], fn->folder))
            return function_folder_is_function(fn->folder);
    return function_search_is_function(fn->folder, fn->name, false);
}

struct function *
function_registry_find_by_host(const struct function_registry *registry,
                               const char *name)
{
    struct function *exact = function_registry_find(registry, name);
    struct function *found = NULL;

    for (size_t i = 0; !exact && i < registry->count; i++) {
        if (strcasecmp(registry->functions[i]->name, name) != 0)
            continue;
        if (found)
            return NULL;
        found = registry->functions[i];
    }
    return exact ? exact : found;
}

void function_registry_clear(struct function_registry *registry)
{
    for (size_t i = 0; i < registry->count; i++)
        function_release(registry->functions[i]);
    for (size_t i = 0; i < registry->root_count; i++)
        mem_free(registry->roots[i]);
    mem_free(registry->functions);
    mem_free(registry->roots);
    problem_list_clear(&registry->problems);
    *registry = (struct function_registry){.functions = NULL};
}
