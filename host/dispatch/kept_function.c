#include "host/dispatch/kept_function.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* The rest of the path if it is in the folder; NULL: it is not. */
static const char *within(const char *path, const char *folder)
{
    size_t size = strlen(folder);

    return !strncmp(path, folder, size) && path[size] == '/' ? path + size
                                                             : NULL;
}

bool kept_function_can_be(const struct function *fn)
{
    return (!fn->own_bootstrap || within(fn->bootstrap, fn->root)) &&
           (*fn->handler != '/' || within(fn->handler, fn->root));
}

/* *to: NULL if `from` is. A path in the root becomes one in the copy. */
static bool take(char **to, const char *from, const char *root,
                 const char *copy)
{
    AUTO(struct buf, buf_free) text = BUF((size_t)64 * PATH_MAX);
    const char *rest = from && root ? within(from, root) : NULL;

    *to = NULL;
    if (!from)
        return true;
    if (rest ? !buf_printf(&text, "%s%s", copy, rest)
             : !buf_add_str(&text, from))
        return false;
    *to = mem_text(text.data ? text.data : "");
    return *to;
}

/* The folders besides the function's own are those of layers. */
static bool take_watched(struct function *to, const struct function *fn,
                         const char *copy)
{
    AUTO(struct buf, buf_free) all = BUF((size_t)64 * PATH_MAX);
    const char *layers = strchr(fn->watched, '\n');

    return buf_printf(&all, "%s%s", copy, layers ? layers : "") &&
           take(&to->watched, all.data, NULL, NULL);
}

static bool take_texts(struct function *to, const struct function *fn,
                       const char *copy)
{
    const char *root = fn->root;

    return take(&to->folder, fn->folder, NULL, NULL) &&
           take(&to->root, copy, NULL, NULL) &&
           take(&to->bootstrap, fn->bootstrap, root, copy) &&
           take(&to->template, fn->template, NULL, NULL) &&
           take(&to->project_env, fn->project_env, NULL, NULL) &&
           take(&to->project, fn->project, NULL, NULL) &&
           take(&to->built, fn->built, NULL, NULL) &&
           take(&to->go_output, fn->go_output, NULL, NULL) &&
           take(&to->layers, fn->layers, NULL, NULL) &&
           take(&to->packages, fn->packages, NULL, NULL) &&
           take_watched(to, fn, copy);
}

static bool take_handler(struct function *to, const struct function *fn,
                         const char *copy)
{
    const char *rest =
        *fn->handler == '/' ? within(fn->handler, fn->root) : NULL;

    return !rest || snprintf(to->handler, sizeof to->handler, "%s%s", copy,
                             rest) < (int)sizeof to->handler;
}

struct function *kept_function_new(const struct function *fn, const char *copy)
{
    struct function *to = mem_new(1, sizeof *to);

    if (!to)
        return NULL;
    *to = *fn;
    to->is_copy = true;
    to->config_error = NULL;
    to->own_env = (struct env_list){.items = NULL};
    to->manifest_text = (struct buf)BUF(fn->manifest_text.max);
    to->folder = to->root = to->bootstrap = to->template = NULL;
    to->project_env = to->project = to->built = to->go_output = NULL;
    to->layers = to->packages = to->watched = NULL;
    if (manifest_copy(&to->manifest, &fn->manifest) &&
        env_list_copy(&to->own_env, &fn->own_env) &&
        buf_add(&to->manifest_text, fn->manifest_text.data,
                fn->manifest_text.size) &&
        take_handler(to, fn, copy) && take_texts(to, fn, copy))
        return to;
    function_release(to);
    return NULL;
}
