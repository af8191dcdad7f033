#include "host/functions/function_source.h"

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

bool function_source_needs_manifest(const struct served_root *root)
{
    return has_functions(root->template) ||
           function_folder_is_function(root->path);
}

enum folder_kind function_source_classify(char path[PATH_MAX],
                                          const struct served_root *root,
                                          const char *name, bool manifest_only)
{
    enum folder_kind kind =
        function_search_classify(path, root->path, name, manifest_only);

    return root->template && kind == FOLDER_FUNCTION &&
                   served_template_has_folder(root->template, path)
               ? FOLDER_NONE
               : kind;
}

bool function_source_is_root(const struct served_root *root)
{
    return function_folder_is_function(root->path) &&
           !(root->template &&
             served_template_has_folder(root->template, root->path));
}
