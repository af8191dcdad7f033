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

/* Removes "//" and "/./", also at the end. */
static void remove_redundant(char *path)
{
    char *to = path;

    for (const char *from = path; *from;) {
        size_t size = strcspn(from + 1, "/") + 1;
        bool redundant = size == 1 || (size == 2 && from[1] == '.');
        if (!redundant) {
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
    remove_redundant(path);
    return access(path, F_OK) == 0;
}

/* Folders made by builds and package managers. */
static bool is_generated(const char *name)
{
    return !strcmp(name, "build") || !strcmp(name, "node_modules");
}

bool function_search_is_function(const char *path, const char *name,
                                 bool manifest_only)
{
    return is_folder(path) && (manifest_only || is_generated(name)
                                   ? function_folder_has_manifest(path)
                                   : function_folder_is_function(path));
}

enum folder_kind function_search_classify(char path[PATH_MAX], const char *root,
                                          const char *name,
                                          bool root_is_function)
{
    int size = snprintf(path, PATH_MAX, "%s/%s", root, name);

    if (*name == '.' || size >= PATH_MAX || !is_folder(path))
        return FOLDER_NONE;
    if (function_search_is_function(path, name, root_is_function))
        return FOLDER_FUNCTION;
    if (root_is_function)
        return FOLDER_NONE;
    if (!is_generated(name))
        return FOLDER_EMPTY;
    return function_folder_is_function(path) ? FOLDER_GENERATED : FOLDER_NONE;
}

bool function_search_locate(char path[PATH_MAX], const char *root,
                            const char *name)
{
    bool root_is_function = function_folder_is_function(root);

    if (root_is_function && !strcmp(strrchr(root, '/') + 1, name)) {
        (void)snprintf(path, PATH_MAX, "%s", root);
        return true;
    }
    return function_search_classify(path, root, name, root_is_function) ==
           FOLDER_FUNCTION;
}
