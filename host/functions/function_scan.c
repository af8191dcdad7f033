#include "host/functions/function_scan.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "host/functions/function_source.h"

static bool is_same_folder(const char *one, const char *other)
{
    struct stat a;
    struct stat b;

    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* NULL: `why` is a problem. */
static bool add(struct function_registry *registry, struct function *fn,
                const struct error *why, struct error *err)
{
    if (!fn)
        return problem_list_add(&registry->problems, why->text, err);
    if ((!fn->config_error ||
         problem_list_add(&registry->problems, fn->config_error, err)) &&
        function_registry_add(registry, fn, err))
        return true;
    function_release(fn);
    return false;
}

static bool add_of_template(struct function_registry *registry,
                            const struct served_template *t, struct error *err)
{
    size_t count =
        t && !registry->leaves_templates ? t->value.function_count : 0;

    for (size_t i = 0; i < count; i++) {
        const struct sam_function *sam = &t->value.functions[i];
        const struct function *known =
            function_registry_find(registry, sam->name);
        struct error why = ERROR_NONE;
        if (known)
            return error_set(err,
                             "%s and %s have a function named %s; rename one "
                             "of them",
                             t->path,
                             known->template ? known->template : known->folder,
                             sam->name);
        if (!add(registry, function_source_template(registry, t, sam, &why),
                 &why, err))
            return false;
    }
    return !t || !t->error ||
           problem_list_add(&registry->problems, t->error, err);
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

    if (!has_plain_name(folder, &why))
        return problem_list_add(&registry->problems, why.text, err);
    if (known)
        return check_duplicate(known, folder, err);
    const struct function_origin origin =
        function_source_folder(registry, name, folder);
    return add(registry, function_read(&origin, &why), &why, err);
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
static bool add_entry(struct function_registry *registry,
                      const struct served_root *root, const char *name,
                      bool manifest_only, struct error *err)
{
    char path[PATH_MAX];

    switch (function_source_classify(path, root, name, manifest_only)) {
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

/* NULL: out of memory. */
static struct served_root *add_root(struct function_registry *registry,
                                    const char *path, struct error *err)
{
    size_t size = strlen(path) + 1;
    struct served_root *more = mem_new(registry->root_count + 1, sizeof *more);
    char *copy = mem_new(size, 1);

    if (!more || !copy) {
        mem_free(more);
        mem_free(copy);
        (void)error_set(err, "out of memory");
        return NULL;
    }
    memcpy(copy, path, size);
    for (size_t i = 0; i < registry->root_count; i++)
        more[i] = registry->roots[i];
    mem_free(registry->roots);
    registry->roots = more;
    more[registry->root_count].path = copy;
    return &more[registry->root_count++];
}

static void close_dir(DIR **dir)
{
    if (*dir)
        (void)closedir(*dir);
}

bool function_scan(struct function_registry *registry, const char *folder,
                   struct error *err)
{
    static const struct cfn_setting none = {.region = "us-east-1"};
    char path[PATH_MAX];
    AUTO(DIR *, close_dir) dir = NULL;

    if (!function_search_root(path, folder) || !(dir = opendir(path)))
        return error_set_errno(err, "cannot open the folder %s%s", folder,
                               errno == ENOTDIR ? " (serve the one it is in)"
                                                : "");
    struct served_root *root = add_root(registry, path, err);
    if (!root)
        return false;
    if (!registry->setting)
        registry->setting = &none;
    root->template = served_template_open(path, registry->setting, err);
    if ((!root->template && *err->text) ||
        !add_of_template(registry, root->template, err))
        return false;
    served_front_refresh(&root->front, path);
    if (root->front.error &&
        !problem_list_add(&registry->problems, root->front.error, err))
        return false;
    bool manifest_only = function_source_needs_manifest(root);
    if (function_source_is_root(root) && !add_folder(registry, path, err))
        return false;
    for (;;) {
        const struct dirent *entry = readdir(dir);
        if (!entry)
            return true;
        if (!add_entry(registry, root, entry->d_name, manifest_only, err))
            return false;
    }
}

static bool locate(const struct served_root *root, const char *name,
                   char path[PATH_MAX])
{
    if (function_source_is_root(root) &&
        !strcmp(strrchr(root->path, '/') + 1, name)) {
        (void)snprintf(path, PATH_MAX, "%s", root->path);
        return true;
    }
    return function_source_classify(path, root, name,
                                    function_source_needs_manifest(root)) ==
           FOLDER_FUNCTION;
}

/* Templates come first, as in the scan. */
struct function *function_scan_read(struct function_registry *registry,
                                    const char *name, struct error *err)
{
    char path[PATH_MAX];

    if (!function_name_is_plain(name))
        return NULL;
    for (size_t i = 0; i < registry->root_count; i++) {
        struct served_template *t = registry->roots[i].template;
        if (!t)
            continue;
        served_template_refresh(t, registry->setting, true);
        const struct sam_function *sam = sam_template_find(&t->value, name);
        if (sam && !strcmp(sam->name, name))
            return function_source_template(registry, t, sam, err);
    }
    for (size_t i = 0; i < registry->root_count; i++)
        if (locate(&registry->roots[i], name, path)) {
            const struct function_origin origin =
                function_source_folder(registry, name, path);
            return function_read(&origin, err);
        }
    return NULL;
}

void function_scan_each_name(struct function_registry *registry,
                             void (*each)(void *self, const char *name),
                             void *self)
{
    char path[PATH_MAX];

    for (size_t i = 0; i < registry->root_count; i++) {
        const struct served_root *root = &registry->roots[i];
        struct served_template *t = root->template;
        AUTO(DIR *, close_dir) dir = opendir(root->path);
        const struct dirent *entry;
        if (t)
            served_template_refresh(t, registry->setting, false);
        for (size_t k = 0; t && k < t->value.function_count; k++)
            each(self, t->value.functions[k].name);
        bool manifest_only = function_source_needs_manifest(root);
        if (function_source_is_root(root))
            each(self, strrchr(root->path, '/') + 1);
        while (dir && (entry = readdir(dir)))
            if (function_source_classify(path, root, entry->d_name,
                                         manifest_only) == FOLDER_FUNCTION)
                each(self, entry->d_name);
    }
}

static bool template_has(const struct served_template *t,
                         const struct function *fn)
{
    const struct sam_function *sam =
        t && !strcmp(t->path, fn->template)
            ? sam_template_find(&t->value, fn->name)
            : NULL;

    return sam && !strcmp(sam->name, fn->name);
}

bool function_scan_has(const struct function_registry *registry,
                       const struct function *fn)
{
    for (size_t i = 0; i < registry->root_count; i++)
        if (fn->template && template_has(registry->roots[i].template, fn))
            return true;
        else if (!fn->template && !strcmp(registry->roots[i].path, fn->folder))
            return function_folder_is_function(fn->folder);
    return !fn->template &&
           function_search_is_function(fn->folder, fn->name, false);
}

const char *function_scan_name_of_id(const struct function_registry *registry,
                                     const char *id)
{
    for (size_t i = 0; i < registry->root_count; i++) {
        const struct served_template *t = registry->roots[i].template;
        const struct sam_function *sam =
            t ? sam_template_find(&t->value, id) : NULL;
        if (sam && strcmp(sam->name, id) != 0)
            return sam->name;
    }
    return NULL;
}
