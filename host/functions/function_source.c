#include "host/functions/function_source.h"

#include <string.h>

struct function_origin
function_source_folder(const struct function_registry *registry,
                       const char *name, const char *folder)
{
    return (struct function_origin){
        .name = name, .folder = folder, .setup = &registry->setup};
}

struct function *
function_source_template(const struct function_registry *registry,
                         const struct served_template *t,
                         const struct sam_function *sam, struct error *err)
{
    struct function_origin origin =
        function_source_folder(registry, sam->name, sam->folder);

    origin.template = t->path;
    origin.sam = sam;
    origin.template_error = t->error;
    return function_read(&origin, err);
}

static bool has_functions(const struct served_template *t)
{
    return t && t->value.function_count > 0;
}

/* A dayfly.json that has routes or static files, and does not name what is to
 * be run, makes no function. While it is wrong, what it was before holds. */
static bool is_function(const struct served_root *root)
{
    const struct front *front = &root->front.value;

    return front->is_given && !front->is_function
               ? function_folder_has_code(root->path)
               : function_folder_is_function(root->path);
}

bool function_source_needs_manifest(const struct served_root *root)
{
    return has_functions(root->template) || is_function(root);
}

/* Files for browsers, whatever their names are. */
static bool is_static(const struct served_root *root, const char *path)
{
    size_t size = strlen(path);

    for (size_t i = 0; i < root->front.value.mount_count; i++) {
        const char *folder = root->front.value.mounts[i].folder;
        if (!strncmp(folder, path, size) &&
            !folder[size + strspn(folder + size, "/")])
            return true;
    }
    return false;
}

enum folder_kind function_source_classify(char path[PATH_MAX],
                                          const struct served_root *root,
                                          const char *name, bool manifest_only)
{
    enum folder_kind kind =
        function_search_classify(path, root->path, name, manifest_only);

    if (kind == FOLDER_NONE || is_static(root, path))
        return FOLDER_NONE;
    return root->template && kind == FOLDER_FUNCTION &&
                   served_template_has_folder(root->template, path)
               ? FOLDER_NONE
               : kind;
}

bool function_source_is_root(const struct served_root *root)
{
    return is_function(root) &&
           !(root->template &&
             served_template_has_folder(root->template, root->path));
}
