#include "host/sam/sam_artifact.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/function/path.h"
#include "host/cfn/cfn_note.h"
#include "host/sam/sam_packages.h"
#include "host/sam/sam_sources.h"
#include "host/sam/sam_template.h"

static const struct yaml_node *node_of(const struct sam_artifact *a)
{
    return cfn_property(&a->p, a->property);
}

static bool is_archive(const char *uri)
{
    const char *dot = strrchr(uri, '.');

    return dot && (!strcmp(dot, ".zip") || !strcmp(dot, ".jar"));
}

bool sam_artifact_is_here(struct cfn_values *v, const struct sam_artifact *a,
                          struct error *err)
{
    const struct yaml_node *at = node_of(a);
    struct error ignored = ERROR_NONE;
    char type[16];
    char uri[PATH_MAX];

    if (cfn_property(&a->p, "ImageUri") || yaml_get(at, "ImageUri") ||
        (cfn_property_text(v, &a->p, "PackageType", type, sizeof type,
                           &ignored) &&
         !strcmp(type, "Image")))
        return cfn_error(v, a->id, err, "%.64s is a container image",
                         a->id->text);
    if (cfn_property(&a->p, "InlineCode") || yaml_get(at, "ZipFile"))
        return cfn_error(v, a->id, err,
                         "the code of %.64s is in the template; put it into a "
                         "file, and the file's folder into CodeUri",
                         a->id->text);
    if ((at && at->kind != YAML_TEXT && !*at->tag && at->count > 1) ||
        (cfn_property_text(v, &a->p, a->property, uri, sizeof uri, &ignored) &&
         strstr(uri, "://")))
        return cfn_error(v, a->id, err, "the code of %.64s is in S3",
                         a->id->text);
    return true;
}

static bool has_program(const char *folder)
{
    char path[PATH_MAX];

    return path_join(path, folder, "bootstrap") && path_is_file(path) &&
           access(path, X_OK) == 0;
}

/* Where `cargo lambda build` puts a program of any name. */
static bool find_of_cargo(char folder[PATH_MAX])
{
    char pattern[PATH_MAX];
    glob_t found;

    if (!path_join(pattern, folder, "target/lambda/*/bootstrap") ||
        glob(pattern, 0, NULL, &found) != 0)
        return false;
    (void)snprintf(folder, PATH_MAX, "%s", found.gl_pathv[0]);
    globfree(&found);
    *strrchr(folder, '/') = '\0';
    return has_program(folder);
}

/* Each `sam build` writes the template of what it makes anew. */
static bool check_age(struct cfn_values *v, const struct sam_artifact *a,
                      const char *source, const char *built, struct error *err)
{
    char newest[PATH_MAX];
    char template[PATH_MAX];
    bool has_template = sam_path(v, ".aws-sam/build/template.yaml", template) &&
                        path_is_file(template);
    int64_t build_ns = sam_file_ns(has_template ? template : built);

    if (sam_sources_ns(source, newest) <= build_ns)
        return true;
    return cfn_error(v, a->id, err,
                     "%.300s is newer than what `sam build` has made of it in "
                     "%.300s: run `sam build` again, or remove that folder",
                     newest, built);
}

static bool find_folder(struct cfn_values *v, const struct sam_artifact *a,
                        const char *uri, char path[PATH_MAX], bool *is_built,
                        struct error *err)
{
    const struct yaml_node *at = node_of(a);
    char built[PATH_MAX];
    char below[SAM_ID_SIZE + 32];

    if (!sam_path(v, uri, path) || strlen(a->id->text) >= SAM_ID_SIZE)
        return cfn_error(v, a->id, err, "%s is too long a path", a->property);
    if (is_archive(uri) && path_is_file(path))
        return *is_built = true;
    if (!sam_is_folder(path))
        return cfn_error(v, at ? at : a->id, err,
                         "%s is \"%.200s\", and there is no folder %.400s",
                         a->property, *uri ? uri : ".", path);
    (void)snprintf(below, sizeof below, ".aws-sam/build/%s", a->id->text);
    if (!sam_path(v, below, built) || !sam_is_folder(built))
        return true;
    if (!check_age(v, a, path, built, err))
        return false;
    memcpy(path, built, strlen(built) + 1);
    return *is_built = true;
}

bool sam_artifact_find(struct cfn_values *v, const struct sam_artifact *a,
                       bool is_program, bool is_compiled, char path[PATH_MAX],
                       struct error *err)
{
    char uri[PATH_MAX] = "";
    bool is_built = false;

    if (!cfn_property_text(v, &a->p, a->property, uri, sizeof uri, err) ||
        !find_folder(v, a, uri, path, &is_built, err))
        return false;
    if (is_archive(path) || (is_compiled ? is_built : !is_program) ||
        (is_program && (has_program(path) || find_of_cargo(path))))
        return true;
    return cfn_error(v, a->id, err,
                     is_program ? "%.64s runs a program named bootstrap, and "
                                  "%.300s has none: run `sam build`"
                                : "%.64s is not built: run `sam build`, which "
                                  "makes it of %.300s",
                     a->id->text, path);
}
