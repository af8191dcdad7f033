#include "host/deploy/deployed.h"

#include <stdio.h>
#include <string.h>

#include "common/function/default_handlers.h"
#include "common/function/manifest_file.h"
#include "common/function/path.h"
#include "host/deploy/deploy.h"
#include "host/functions/function.h"
#include "host/sam/sam_deployment.h"

#define NODE_RUNTIME "nodejs22.x"
#define PYTHON_RUNTIME "python3.13"
#define OWN_RUNTIME "provided.al2023"

/* In the order in which dayfly's bootstrap searches for one. */
static const char *const engines[] = {"node", "deno", "bun", "qjs"};

static bool is_python(const struct deployed *one, const struct function *fn)
{
    char name[DEPLOYED_TEXT_SIZE + 8];
    char path[PATH_MAX];
    const char *handler = one->handler;
    const char *dot = strrchr(handler, '.');

    if (!strncmp(fn->manifest.interpreter, "python", strlen("python")))
        return true;
    if (!dot || *fn->manifest.interpreter)
        return false;
    (void)snprintf(name, sizeof name, "%.*s.py", (int)(dot - handler), handler);
    return !strcmp(dot, ".py") ||
           (path_join(path, fn->root, name) && path_is_file(path));
}

/* On a host the same interpreters run it as in its folder: the one that is
 * named, else the first that is found. */
static const char *runtime_of(const struct deployed *one,
                              const struct function *fn, const struct deploy *d)
{
    if (d->target.is_aws || fn->own_bootstrap || !fn->is_module)
        return OWN_RUNTIME;
    if (is_python(one, fn))
        return PYTHON_RUNTIME;
    return !strcmp(fn->manifest.interpreter, "node") ? NODE_RUNTIME
                                                     : OWN_RUNTIME;
}

static bool set_settings(struct deployed *one, const struct function *fn,
                         const struct deploy *d, struct error *err)
{
    one->settings = json_pack("{s:s,s:s,s:I,s:I}", "Handler", one->handler,
                              "Runtime", runtime_of(one, fn, d), "Timeout",
                              (json_int_t)fn->manifest.timeout_s, "MemorySize",
                              (json_int_t)fn->manifest.memory_mb);
    return one->settings || error_set(err, "out of memory");
}

static bool has_layer(const struct deploy *d, const char *kind)
{
    char path[PATH_MAX];
    const char *machine = !strcmp(d->arch, "arm64") ? "aarch64" : d->arch;

    (void)snprintf(path, sizeof path, "%s/dayfly-%s-%s.zip", d->layers, kind,
                   machine);
    return path_is_file(path);
}

/* NULL: it brings its own, or needs none. */
static const char *engine_of(const struct deployed *one,
                             const struct function *fn, const struct deploy *d,
                             struct error *err)
{
    const char *interpreter = fn->manifest.interpreter;

    if (!fn->is_module || strchr(interpreter, '/'))
        return NULL;
    if (is_python(one, fn)) {
        (void)error_set(err,
                        "it needs Python, of which dayfly has no layer: put it "
                        "into an image (docker/README.md), or an interpreter "
                        "into the folder and its path into dayfly.json "
                        "(\"interpreter\")");
        return NULL;
    }
    for (size_t i = 0; i < COUNT(engines); i++)
        if (*interpreter ? !strcmp(interpreter, engines[i])
                         : has_layer(d, engines[i]))
            return engines[i];
    (void)error_set(err,
                    *interpreter
                        ? "dayfly has no layer with the interpreter \"%s\"; it "
                          "has node, deno, bun and qjs"
                        : "it needs an interpreter, and %s has no layer with "
                          "one: run `make layer-node`, or name the folder of "
                          "the layers with --layers",
                    *interpreter ? interpreter : d->layers);
    return NULL;
}

static bool set_layers(struct deployed *one, const struct function *fn,
                       const struct deploy *d, struct error *err)
{
    struct error why = ERROR_NONE;

    if (!d->target.is_aws)
        return true;
    one->layers = json_array();
    if (fn->own_bootstrap)
        return one->layers || error_set(err, "out of memory");
    one->kinds[one->kind_count++] = "runtime";
    const char *engine = engine_of(one, fn, d, &why);
    if (engine)
        one->kinds[one->kind_count++] = engine;
    return !*why.text || error_set(err, "%s", why.text);
}

/* The members of the file have the form that function_read() has checked. */
static bool set_url(struct deployed *one, const struct function *fn,
                    struct error *err)
{
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;

    if (!manifest_file_load(&file, fn->folder, err))
        return false;
    json_t *url = manifest_file_get(&file, "url");
    if (json_is_object(url))
        one->url = json_incref(url);
    return true;
}

bool deployed_open(struct deployed *one, const struct function *fn,
                   const struct deploy *d, struct error *err)
{
    *one = (struct deployed){.name = fn->name,
                             .folder = fn->folder,
                             .arch = d->arch,
                             .queues = json_incref(fn->manifest.queues)};
    (void)snprintf(one->handler, sizeof one->handler, "%s",
                   *fn->handler ? fn->handler : BUNDLE_FILE);
    return (set_settings(one, fn, d, err) && set_layers(one, fn, d, err) &&
            set_url(one, fn, err) &&
            function_zip_make(&one->zip, fn->root, err)) ||
           error_prefix(err, "%s", fn->folder);
}

static bool is_arch(const char *text)
{
    return text && (!strcmp(text, "x86_64") || !strcmp(text, "arm64"));
}

/* Architectures are not set with the rest of the configuration. */
static bool take_arch(struct deployed *one, const struct deploy *d,
                      const json_t *configuration, struct error *err)
{
    const json_t *list = json_object_get(configuration, "Architectures");

    one->arch = list ? json_string_value(json_array_get(list, 0)) : d->arch;
    (void)json_object_del(one->settings, "Architectures");
    return is_arch(one->arch) ||
           error_set(err, "Architectures of %s must be x86_64 or arm64",
                     one->name);
}

bool deployed_open_template(struct deployed *one, const struct sam_deployed *fn,
                            const struct deploy *d, struct error *err)
{
    const char *end = strrchr(fn->code, '.');
    bool is_archive = end && path_is_file(fn->code);

    *one = (struct deployed){.name = fn->name,
                             .folder = fn->code,
                             .own_layers = fn->layers,
                             .layers = json_array(),
                             .url = json_incref(fn->url),
                             .queues = json_incref(fn->queues),
                             .settings = json_deep_copy(fn->configuration)};
    if (!one->layers || !one->settings)
        return error_set(err, "out of memory");
    return (take_arch(one, d, fn->configuration, err) &&
            (is_archive ? function_zip_read(&one->zip, fn->code, err)
                        : function_zip_make(&one->zip, fn->code, err))) ||
           error_prefix(err, "%s", fn->code);
}

void deployed_close(struct deployed *one)
{
    json_decref(one->layers);
    json_decref(one->url);
    json_decref(one->queues);
    json_decref(one->found);
    json_decref(one->settings);
    function_zip_close(&one->zip);
    one->layers = NULL;
    one->url = NULL;
    one->queues = NULL;
    one->found = NULL;
    one->settings = NULL;
}
