#include "host/deploy/deployed.h"

#include <stdio.h>
#include <string.h>

#include "common/function/default_handlers.h"
#include "common/function/manifest_file.h"
#include "common/function/path.h"
#include "host/deploy/deploy.h"
#include "host/functions/function.h"

#define NODE_RUNTIME "nodejs22.x"
#define PYTHON_RUNTIME "python3.13"
#define OWN_RUNTIME "provided.al2023"

/* In the order in which dayfly's bootstrap searches for one. */
static const char *const engines[] = {"node", "deno", "bun", "qjs"};

static bool is_python(const struct deployed *one)
{
    char name[DEPLOYED_TEXT_SIZE + 8];
    char path[PATH_MAX];
    const char *handler = one->handler;
    const char *dot = strrchr(handler, '.');

    if (!strncmp(one->fn->manifest.interpreter, "python", strlen("python")))
        return true;
    if (!dot || *one->fn->manifest.interpreter)
        return false;
    (void)snprintf(name, sizeof name, "%.*s.py", (int)(dot - handler), handler);
    return !strcmp(dot, ".py") ||
           (path_join(path, one->fn->root, name) && path_is_file(path));
}

/* On a host the same interpreters run it as in its folder: the one that is
 * named, else the first that is found. */
static void set_runtime(struct deployed *one, const struct deploy *d)
{
    one->runtime = OWN_RUNTIME;
    if (d->target.is_aws || one->fn->own_bootstrap || !one->fn->is_module)
        return;
    if (is_python(one))
        one->runtime = PYTHON_RUNTIME;
    else if (!strcmp(one->fn->manifest.interpreter, "node"))
        one->runtime = NODE_RUNTIME;
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
static const char *engine_of(const struct deployed *one, const struct deploy *d,
                             struct error *err)
{
    const char *interpreter = one->fn->manifest.interpreter;

    if (!one->fn->is_module || strchr(interpreter, '/'))
        return NULL;
    if (is_python(one)) {
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

static bool set_layers(struct deployed *one, const struct deploy *d,
                       struct error *err)
{
    struct error why = ERROR_NONE;

    if (!d->target.is_aws)
        return true;
    one->layers = json_array();
    if (one->fn->own_bootstrap)
        return one->layers || error_set(err, "out of memory");
    one->kinds[one->kind_count++] = "runtime";
    const char *engine = engine_of(one, d, &why);
    if (engine)
        one->kinds[one->kind_count++] = engine;
    return !*why.text || error_set(err, "%s", why.text);
}

/* The members of the file have the form that function_read() has checked. */
static bool set_url(struct deployed *one, struct error *err)
{
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;

    if (!manifest_file_load(&file, one->fn->folder, err))
        return false;
    json_t *url = manifest_file_get(&file, "url");
    if (json_is_object(url))
        one->url = json_incref(url);
    return true;
}

bool deployed_open(struct deployed *one, const struct function *fn,
                   const struct deploy *d, struct error *err)
{
    *one = (struct deployed){.fn = fn, .name = fn->name};
    (void)snprintf(one->handler, sizeof one->handler, "%s",
                   *fn->handler ? fn->handler : BUNDLE_FILE);
    set_runtime(one, d);
    return (set_layers(one, d, err) && set_url(one, err) &&
            function_zip_make(&one->zip, fn->root, err)) ||
           error_prefix(err, "%s", fn->folder);
}

void deployed_close(struct deployed *one)
{
    json_decref(one->layers);
    json_decref(one->url);
    json_decref(one->found);
    function_zip_remove(&one->zip);
    one->layers = NULL;
    one->url = NULL;
    one->found = NULL;
}
