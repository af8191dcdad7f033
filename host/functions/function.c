#include "host/functions/function.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/function/default_handlers.h"
#include "host/functions/env_file.h"
#include "host/functions/function_entry.h"

/* What the template says overrides the keys of dayfly.json. */
static bool add_template(struct manifest_file *file,
                         const struct function_origin *origin,
                         struct error *err)
{
    const char *key;
    json_t *value;

    if (!origin->sam)
        return true;
    if (origin->template)
        (void)snprintf(file->path, sizeof file->path, "%s", origin->template);
    if (!file->root)
        file->root = json_object();
    json_object_foreach(origin->sam->settings, key, value)
    {
        if (json_object_set(file->root, key, value) != 0)
            return error_set(err, "out of memory");
    }
    return file->root || error_set(err, "out of memory");
}

static bool keep_text(struct function *fn, const struct manifest_file *file,
                      const struct function_origin *origin, struct error *err)
{
    fn->manifest_text =
        (struct buf)BUF(MANIFEST_MAX_BYTES + SAM_TEXT_MAX_BYTES);
    return (buf_add(&fn->manifest_text, file->text.data, file->text.size) &&
            (!origin->sam ||
             sam_function_text(origin->sam, &fn->manifest_text))) ||
           error_set(err, "out of memory");
}

/* The copy of the text has no unused capacity. */
static bool read_manifest(struct function *fn,
                          const struct function_origin *origin,
                          struct error *err)
{
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;

    if (origin->template_error)
        return error_set(err, "%s", origin->template_error);
    if (origin->sam && *origin->sam->error.text)
        return error_set(err, "%s", origin->sam->error.text);
    return manifest_file_load(&file, fn->folder, err) &&
           add_template(&file, origin, err) &&
           manifest_read(&fn->manifest, &file, err) &&
           keep_text(fn, &file, origin, err);
}

static bool read_env(struct function *fn, struct error *err)
{
    char path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s/" ENV_FILE_NAME, fn->folder);

    if (fn->project_env && strcmp(fn->project_env, path) != 0 &&
        !env_file_load(&fn->own_env, fn->project_env, false, err))
        return false;
    return size >= (int)sizeof path ||
           env_file_load(&fn->own_env, path, false, err);
}

/* The folder of the template with a path below it. NULL: err is set. */
static char *path_of_project(const char *template, const char *below,
                             struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(2 * PATH_MAX);
    size_t folder = (size_t)(strrchr(template, '/') - template);

    if (buf_add(&path, template, folder) && buf_add_str(&path, below))
        return function_text_copy(path.data, err);
    (void)error_set(err, "out of memory");
    return NULL;
}

static bool set_template(struct function *fn,
                         const struct function_origin *origin,
                         struct error *err)
{
    char built[SAM_ID_SIZE + 32];

    if (!origin->template)
        return true;
    (void)snprintf(built, sizeof built, "/.aws-sam/build/%s", origin->sam->id);
    return (fn->template = function_text_copy(origin->template, err)) &&
           (fn->project = path_of_project(fn->template, "", err)) &&
           (fn->project_env =
                path_of_project(fn->template, "/" ENV_FILE_NAME, err)) &&
           (fn->built = path_of_project(fn->template, built, err)) &&
           (!*origin->sam->go_output ||
            (fn->go_output = function_text_copy(origin->sam->go_output, err)));
}

struct folder_place function_place(const struct function *fn)
{
    return (struct folder_place){
        .folder = fn->folder,
        .program = fn->template && fn->own_bootstrap ? fn->bootstrap : NULL,
        .handler = function_is_executable(fn) ? fn->handler : NULL,
        .template = fn->template,
        .project_env = fn->project_env,
        .project = fn->project,
        .built = fn->built};
}

static bool set_watched(struct function *fn,
                        const struct function_origin *origin, struct error *err)
{
    AUTO(struct buf, buf_free) all = BUF((size_t)64 * PATH_MAX);
    const json_t *layers = origin->sam ? origin->sam->layers : NULL;
    bool ok = buf_add_str(&all, fn->root);

    for (size_t i = 0; i < json_array_size(layers); i++)
        ok = ok && buf_printf(&all, "\n%s",
                              json_string_value(json_array_get(layers, i)));
    fn->watched = ok ? function_text_copy(all.data, err) : NULL;
    return fn->watched || error_set(err, "out of memory");
}

/* The fingerprint is that of before the read: a change during it is noticed at
 * the next check. So is what cures a template's function that cannot be run,
 * such as a program that is built anywhere. */
static bool read_folder(struct function *fn,
                        const struct function_origin *origin, struct error *f)
{
    struct error why = ERROR_NONE;
    char root[PATH_MAX];
    struct folder_place place = function_place(fn);

    if (origin->sam)
        fn->system_log = origin->sam->system_log;
    if (origin->sam && *origin->sam->program)
        place.program = origin->sam->program;
    folder_fingerprint_read(&fn->fingerprint, &place);
    if (!realpath(fn->folder, root))
        return error_set_errno(f, "cannot open the folder %s", fn->folder);
    fn->root = function_text_copy(root, f);
    if (!fn->root || !set_watched(fn, origin, f))
        return false;
    if (origin->sam && *origin->sam->packages.text &&
        !(fn->packages = function_text_copy(origin->sam->packages.text, f)))
        return false;
    if (!read_manifest(fn, origin, &why) || !read_env(fn, &why)) {
        fn->config_error = function_text_copy(why.text, f);
        if (!fn->config_error)
            return false;
        if (fn->template)
            fn->fingerprint.is_recent = true;
    }
    if (!function_entry_set(fn, origin, f))
        return false;
    place = function_place(fn);
    folder_fingerprint_add_handler(&fn->fingerprint, &place);
    return true;
}

/* Its process waits at a port, which only one can have. */
void function_set_debug(struct function *fn, const struct function_debug *debug)
{
    fn->debug_env = &debug->env;
    fn->manifest.timeout_s = TIMEOUT_MAX_S;
    fn->manifest.concurrency = 1;
    fn->manifest.warm = false;
}

void function_set_config_error(struct function *fn, const char *text)
{
    struct error ignored = ERROR_NONE;
    char *copy = function_text_copy(text, &ignored);

    if (!copy)
        return;
    mem_free(fn->config_error);
    fn->config_error = copy;
}

struct function *function_read(const struct function_origin *origin,
                               struct error *err)
{
    const struct function_debug *debug = origin->setup->debug;
    struct function *fn = mem_new(1, sizeof *fn);

    if (!fn) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    (void)snprintf(fn->name, sizeof fn->name, "%s", origin->name);
    (void)snprintf(fn->version, sizeof fn->version, "%s",
                   origin->version ? origin->version : FUNCTION_LATEST);
    fn->given_env = origin->setup->given_env;
    manifest_default(&fn->manifest);
    fn->manifest_text = (struct buf)BUF(MANIFEST_MAX_BYTES);
    fn->folder = function_text_copy(origin->folder, err);
    if (fn->folder && set_template(fn, origin, err) &&
        read_folder(fn, origin, err)) {
        if (debug && !strcmp(debug->name, fn->name))
            function_set_debug(fn, debug);
        return fn;
    }
    function_release(fn);
    return NULL;
}

bool function_is_executable(const struct function *fn)
{
    return fn->bootstrap && !fn->own_bootstrap && !fn->is_module;
}

bool function_is_being_written(const struct function *fn)
{
    return (fn->own_bootstrap || function_is_executable(fn)) &&
           fn->fingerprint.program_is_recent;
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

bool function_is_same(const struct function *a, const struct function *b)
{
    return is_same_text(a->config_error, b->config_error) &&
           a->manifest_text.size == b->manifest_text.size &&
           !memcmp(a->manifest_text.data, b->manifest_text.data,
                   a->manifest_text.size) &&
           env_list_is_same(&a->own_env, &b->own_env) &&
           is_same_text(a->template, b->template) &&
           !strcmp(a->folder, b->folder) && !strcmp(a->root, b->root) &&
           !strcmp(a->bootstrap, b->bootstrap) &&
           !strcmp(a->handler, b->handler) && a->is_module == b->is_module &&
           folder_fingerprint_is_same_place(&a->fingerprint, &b->fingerprint);
}

bool function_set_layers(struct function *fn, const char *layers,
                         struct error *err)
{
    fn->layers = function_text_copy(layers, err);
    return fn->layers != NULL;
}

const char *function_log_group(const struct function *fn)
{
    return *fn->log_group ? fn->log_group : fn->name;
}

void function_release(struct function *fn)
{
    if (!fn)
        return;
    mem_free(fn->folder);
    mem_free(fn->root);
    mem_free(fn->bootstrap);
    mem_free(fn->template);
    mem_free(fn->project_env);
    mem_free(fn->project);
    mem_free(fn->built);
    mem_free(fn->go_output);
    mem_free(fn->packages);
    mem_free(fn->layers);
    mem_free(fn->watched);
    mem_free(fn->config_error);
    buf_free(&fn->manifest_text);
    env_list_clear(&fn->own_env);
    manifest_clear(&fn->manifest);
    mem_free(fn);
}
