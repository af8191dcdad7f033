#include "bootstrap/launch/folder_variables.h"

#include <glob.h>
#include <string.h>
#include <sys/stat.h>

const struct scratch_variable scratch_variables[SCRATCH_VARIABLES] = {
    {"TMPDIR=", ""},
    {"HOME=", ""},
    {"XDG_RUNTIME_DIR=", ""},
    {"XDG_CACHE_HOME=", "/.cache"},
    {"XDG_CONFIG_HOME=", "/.config"},
    {"XDG_DATA_HOME=", "/.local/share"},
    {"XDG_STATE_HOME=", "/.local/state"},
};

/* A variable with paths, separated by ':', and the folder at its end. */
static const struct path_variable {
    const char *name; /* with the '=' */
    const char *folder;
    bool only_if_set; /* otherwise the default of programs would be lost */
} path_variables[] = {
    {"PATH=", "/opt/bin", true},
    {"LD_LIBRARY_PATH=", "/opt/lib", false},
};

/* NULL: it is not set. */
static const char *value_of(char *const *all, const char *name)
{
    for (; all && *all; all++)
        if (!strncmp(*all, name, strlen(name)))
            return *all + strlen(name);
    return NULL;
}

static bool is_folder(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0 && S_ISDIR(is.st_mode);
}

static bool names_folder(const char *paths, const char *folder)
{
    size_t size = strlen(folder);

    for (const char *at = paths; (at = strstr(at, folder)); at += size)
        if ((at == paths || at[-1] == ':') &&
            (at[size] == ':' || at[size] == '\0'))
            return true;
    return false;
}

static bool add_path(struct buf *text, char *const *all,
                     const struct path_variable *variable)
{
    const char *value = value_of(all, variable->name);
    const char *paths = value ? value : "";

    if ((!value && variable->only_if_set) || !is_folder(variable->folder) ||
        names_folder(paths, variable->folder))
        return true;
    return buf_printf(text, "%s%s%s%s", variable->name, paths,
                      *paths ? ":" : "", variable->folder) &&
           buf_add(text, "", 1);
}

/* The folders in which the interpreter's packages are. */
static bool add_packages(struct buf *text, char *const *all,
                         const struct engine *engine)
{
    const char *name = engine->packages_variable;
    size_t begun = text->size;
    bool ok = true;

    if (!name || value_of(all, name))
        return true;
    for (size_t i = 0; ok && engine->packages[i]; i++) {
        glob_t found;
        if (*engine->packages[i] != '/' ||
            glob(engine->packages[i], 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc; k++)
            ok = ok && buf_printf(text, "%s%s", text->size > begun ? ":" : name,
                                  found.gl_pathv[k]);
        globfree(&found);
    }
    return ok && (text->size == begun || buf_add(text, "", 1));
}

bool layer_variables_add(struct buf *text, char *const *all,
                         const struct engine *engine)
{
    bool ok = true;

    for (size_t i = 0; i < COUNT(path_variables); i++)
        ok = ok && add_path(text, all, &path_variables[i]);
    return ok && (!engine || add_packages(text, all, engine));
}
