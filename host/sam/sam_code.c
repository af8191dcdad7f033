#include "host/sam/sam_code.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/function/path.h"
#include "host/sam/sam_entry.h"
#include "host/sam/sam_go.h"
#include "host/cfn/cfn_note.h"
#include "host/sam/sam_packages.h"
#include "host/cfn/cfn_resource.h"

static bool is_image(struct cfn_values *v, const struct cfn_properties *p)
{
    struct error ignored = ERROR_NONE;
    char type[16];

    return (cfn_property_text(v, p, "PackageType", type, sizeof type,
                              &ignored) &&
            !strcmp(type, "Image")) ||
           cfn_property(p, "ImageUri");
}

static bool check_uri(const struct cfn_values *v, const struct yaml_node *at,
                      const char *name, const char *uri, struct error *err)
{
    const char *dot = strrchr(uri, '.');

    if (strstr(uri, "://"))
        return cfn_error(v, at, err,
                         "%s is %.200s; only a folder of this machine can be "
                         "served",
                         name, uri);
    if (dot && (!strcmp(dot, ".zip") || !strcmp(dot, ".jar")))
        return cfn_error(v, at, err,
                         "%s is the archive %.200s; unpack it into a folder",
                         name, uri);
    return true;
}

bool sam_code_folder(struct cfn_values *v, struct sam_function *fn,
                     const struct yaml_node *id, const struct cfn_properties *p,
                     bool is_lambda, struct error *err)
{
    const char *name = is_lambda ? "Code" : "CodeUri";
    const struct yaml_node *at = cfn_property(p, name);
    char uri[PATH_MAX] = "";

    if (is_image(v, p))
        return cfn_error(v, id, err, "a container image cannot be run here");
    if (cfn_property(p, "InlineCode") || yaml_get(at, "ZipFile"))
        return cfn_error(v, id, err,
                         "code in the template cannot be run here; put it "
                         "into a file, and the file's folder into CodeUri");
    if (at && at->kind != YAML_TEXT && !*at->tag && at->count > 1)
        return cfn_error(v, at, err,
                         "%s names an object in S3; only a folder of this "
                         "machine can be served",
                         name);
    if (!cfn_property_text(v, p, name, uri, sizeof uri, err) ||
        !check_uri(v, at, name, uri, err))
        return false;
    if (!at && is_lambda)
        return cfn_error(v, id, err, "the function has no Code");
    if (!sam_path(v, uri, fn->folder))
        return cfn_error(v, at, err, "%s is too long a path", name);
    return sam_is_folder(fn->folder) ||
           cfn_error(v, at ? at : id, err,
                     "%s is \"%.200s\", and there is no folder %.400s", name,
                     *uri ? uri : ".", fn->folder);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_program(const char *path)
{
    return path_is_file(path) && access(path, X_OK) == 0;
}

/* Where `cargo lambda build` puts a program of any name. */
static bool find_of_cargo(char path[PATH_MAX], const char *folder)
{
    char pattern[PATH_MAX];
    glob_t found;

    if (!path_join(pattern, folder, "target/lambda/*/bootstrap") ||
        glob(pattern, 0, NULL, &found) != 0)
        return false;
    (void)snprintf(path, PATH_MAX, "%s", found.gl_pathv[0]);
    globfree(&found);
    return is_program(path);
}

/* In the folder, or in what a build has made. */
static bool find_bootstrap(struct cfn_values *v, struct sam_function *fn)
{
    char path[PATH_MAX];
    char built[SAM_ID_SIZE + 64];

    (void)snprintf(built, sizeof built, ".aws-sam/build/%s/bootstrap", fn->id);
    if (!(path_join(path, fn->folder, "bootstrap") && is_program(path)) &&
        !find_of_cargo(path, fn->folder) &&
        !(sam_path(v, built, path) && is_program(path)))
        return false;
    (void)snprintf(fn->program, sizeof fn->program, "%s", path);
    return true;
}

static bool has(const struct sam_function *fn, const char *name)
{
    char path[PATH_MAX];

    return path_join(path, fn->folder, name) && path_is_file(path);
}

/* The function's own program; for a handler in a module, dayfly's. */
static bool read_provided(struct cfn_values *v, struct sam_function *fn,
                          const struct yaml_node *at, const char *runtime,
                          const char *handler, struct error *err)
{
    const char *how = has(fn, "go.mod")       ? "`GOOS=linux go build -o "
                                                "bootstrap .`"
                      : has(fn, "Cargo.toml") ? "`cargo lambda build`"
                      : has(fn, "Makefile")   ? "`make`"
                                              : "its own command";

    if (sam_go_find(v, fn, err))
        return !*err->text;
    if (find_bootstrap(v, fn) || sam_entry_is_module(fn->folder, handler))
        return true;
    return cfn_error(v, at, err,
                     "%s runs a program named bootstrap, and there is none in "
                     "%.300s or .aws-sam/build/%s; build it, by %s in the "
                     "former or by `sam build`, and the next call takes it",
                     runtime, fn->folder, fn->id, how);
}

static bool set_text(struct sam_function *fn, const char *key, const char *text,
                     struct error *err)
{
    return json_object_set_new(fn->settings, key, json_string(text)) == 0 ||
           error_set(err, "out of memory");
}

static void tell_python(struct sam_function *fn)
{
    (void)error_set(&fn->packages,
                    "the packages of %s are searched for in %s, "
                    ".aws-sam/build/%s and the environment .venv, venv or the "
                    "active one; get them there by `sam build`, or by `python3 "
                    "-m venv .venv && .venv/bin/pip install -r "
                    "%s/requirements.txt`",
                    fn->name, fn->folder, fn->id, fn->folder);
}

static void tell_node(struct sam_function *fn)
{
    (void)error_set(&fn->packages,
                    "the packages of %s are searched for in node_modules of %s "
                    "and of the folders above it; get them there by `npm "
                    "install` in the folder with its package.json",
                    fn->name, fn->folder);
}

/* An environment of the project's own packages. */
static bool set_python(struct cfn_values *v, struct sam_function *fn,
                       struct error *err)
{
    static const char *const folders[] = {".venv", "venv"};
    char path[PATH_MAX];
    char name[32];

    tell_python(fn);
    for (size_t i = 0; i < COUNT(folders); i++) {
        (void)snprintf(name, sizeof name, "%s/bin/python3", folders[i]);
        if (path_join(path, fn->folder, name) && is_program(path))
            return set_text(fn, "interpreter", path, err);
        if (sam_path(v, name, path) && is_program(path))
            return set_text(fn, "interpreter", path, err);
    }
    return true;
}

static bool read_runtime(struct cfn_values *v, struct sam_function *fn,
                         const struct cfn_properties *p, const char *handler,
                         struct error *err)
{
    const struct yaml_node *at = cfn_property(p, "Runtime");
    char runtime[64];

    if (!cfn_property_text(v, p, "Runtime", runtime, sizeof runtime, err))
        return false;
    if (!*runtime)
        return error_set(err,
                         "%s: the function %s has no Runtime; add it, such as "
                         "Runtime: nodejs22.x",
                         v->path, fn->id);
    if (begins(runtime, "python"))
        return set_python(v, fn, err);
    if (begins(runtime, "nodejs")) {
        tell_node(fn);
        return set_text(fn, "interpreter", "node", err);
    }
    if (begins(runtime, "provided") || begins(runtime, "go1"))
        return read_provided(v, fn, at, runtime, handler, err);
    return cfn_error(v, at, err,
                     "the runtime %s cannot be run here; nodejs*, python* and "
                     "provided.* can",
                     runtime);
}

bool sam_code_read(struct cfn_values *v, struct sam_function *fn,
                   const struct cfn_properties *p, bool is_lambda,
                   struct error *err)
{
    char handler[512];
    const struct yaml_node *metadata =
        yaml_get(cfn_resource(v, fn->id), "Metadata");

    (void)is_lambda;
    if (!cfn_property_text(v, p, "Handler", handler, sizeof handler, err))
        return false;
    sam_entry_find(v, fn->folder, metadata, handler);
    return (!*handler || set_text(fn, "handler", handler, err)) &&
           read_runtime(v, fn, p, handler, err);
}
