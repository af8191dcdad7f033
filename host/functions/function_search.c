#include "host/functions/function_search.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/functions/function_folder.h"

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool goes_up(const char *path)
{
    for (const char *at = strstr(path, ".."); at; at = strstr(at + 1, ".."))
        if ((at == path || at[-1] == '/') && (!at[2] || at[2] == '/'))
            return true;
    return false;
}

/* "//", "/./" and what is left of them at the end go away. */
static void make_short(char *path)
{
    char *to = path;

    for (const char *from = path; *from;) {
        size_t size = strcspn(from + 1, "/") + 1;
        bool says_nothing = size == 1 || (size == 2 && from[1] == '.');
        if (!says_nothing) {
            memmove(to, from, size);
            to += size;
        }
        from += size;
    }
    if (to == path)
        *to++ = '/';
    *to = '\0';
}

bool function_search_root(char path[PATH_MAX], const char *folder)
{
    char here[PATH_MAX] = "";
    int size;

    if (goes_up(folder))
        return realpath(folder, path) != NULL;
    if (*folder != '/' && !getcwd(here, sizeof here))
        return false;
    size = snprintf(path, PATH_MAX, "%s/%s", here, folder);
    if (size >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    make_short(path);
    return access(path, F_OK) == 0;
}

/* Those that builds and package managers make. */
static bool is_made(const char *name)
{
    return !strcmp(name, "build") || !strcmp(name, "node_modules");
}

bool function_search_is_function(const char *path, const char *name,
                                 bool manifest_only)
{
    return is_folder(path) &&
           (manifest_only || is_made(name) ? function_folder_has_manifest(path)
                                           : function_folder_is_function(path));
}

enum folder_kind function_search_classify(char path[PATH_MAX], const char *root,
                                          const char *name, bool itself)
{
    int size = snprintf(path, PATH_MAX, "%s/%s", root, name);

    if (*name == '.' || size >= PATH_MAX || !is_folder(path))
        return FOLDER_NONE;
    if (function_search_is_function(path, name, itself))
        return FOLDER_FUNCTION;
    if (itself)
        return FOLDER_NONE;
    if (!is_made(name))
        return FOLDER_EMPTY;
    return function_folder_is_function(path) ? FOLDER_GENERATED : FOLDER_NONE;
}

bool function_search_locate(char path[PATH_MAX], const char *root,
                            const char *name)
{
    bool itself = function_folder_is_function(root);

    if (itself && !strcmp(strrchr(root, '/') + 1, name)) {
        (void)snprintf(path, PATH_MAX, "%s", root);
        return true;
    }
    return function_search_classify(path, root, name, itself) ==
           FOLDER_FUNCTION;
}
