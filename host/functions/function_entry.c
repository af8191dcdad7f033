#include "host/functions/function_entry.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/function/default_handlers.h"

char *function_text_copy(const char *text, struct error *err)
{
    char *copy = mem_text(text);

    if (!copy)
        (void)error_set(err, "out of memory");
    return copy;
}

/* The function's own program: what its template names or, without a template,
 * what its folder has. "": none. */
static void find_own_bootstrap(const struct function *fn,
                               const struct function_origin *origin,
                               char path[PATH_MAX])
{
    *path = '\0';
    if (origin->sam)
        (void)snprintf(path, PATH_MAX, "%s", origin->sam->program);
    else if (function_folder_has_program(fn->root, BOOTSTRAP_FILE))
        (void)snprintf(path, PATH_MAX, "%s/" BOOTSTRAP_FILE, fn->root);
}

/* The program that runs the function, and its handler. */
static bool set_entry(struct function *fn, const struct function_origin *origin,
                      struct error *err)
{
    char own[PATH_MAX];
    const char *handler = fn->manifest.handler;

    find_own_bootstrap(fn, origin, own);
    fn->own_bootstrap = *own;
    if (fn->own_bootstrap) {
        handler = *handler ? handler : BOOTSTRAP_FILE;
    } else {
        handler = *handler ? handler : function_folder_handler(fn->root);
        fn->is_module =
            !*handler || !function_folder_runs_program(fn->root, handler);
    }
    (void)snprintf(fn->handler, sizeof fn->handler, "%s", handler);
    fn->bootstrap = function_text_copy(
        fn->own_bootstrap ? own : origin->setup->bootstrap, err);
    return fn->bootstrap != NULL;
}

/* Without a handler, dayfly's bootstrap would answer with the sample that is
 * meant for a layer without a function. */
static bool check_entry(struct function *fn, struct error *err)
{
    bool has_bootstrap = function_folder_has_file(fn->root, BOOTSTRAP_FILE);
    struct error why = ERROR_NONE;

    if (fn->own_bootstrap || fn->config_error ||
        function_folder_has_file(fn->root, BUNDLE_FILE) ||
        (*fn->handler &&
         !(has_bootstrap && !strcmp(fn->handler, BOOTSTRAP_FILE))))
        return true;
    if (has_bootstrap)
        (void)error_set(&why,
                        "%s/" BOOTSTRAP_FILE
                        " cannot be executed: chmod +x is missing",
                        fn->folder);
    else
        (void)error_set(&why,
                        "%s has no handler: add index.mjs, lambda_function.py "
                        "or an executable bootstrap, or name its file by "
                        "\"handler\" in " MANIFEST_FILE_NAME,
                        fn->folder);
    fn->config_error = function_text_copy(why.text, err);
    return fn->config_error != NULL;
}

bool function_entry_set(struct function *fn,
                        const struct function_origin *origin, struct error *err)
{
    return set_entry(fn, origin, err) && check_entry(fn, err);
}
