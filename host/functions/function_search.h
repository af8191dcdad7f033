/* function_search.h - which subfolders of a served folder are functions. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_SEARCH_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_SEARCH_H

#include <limits.h>
#include <stdbool.h>

enum folder_kind {
    FOLDER_NONE,      /* not a folder, or one that is skipped silently */
    FOLDER_EMPTY,     /* a folder without a function */
    FOLDER_GENERATED, /* a function, but named like the output of a build */
    FOLDER_FUNCTION,
};

/* The absolute path of a folder to be served. Symbolic links stay in it,
 * because their target may change; a path with `..` is resolved. False: errno
 * says why. */
bool function_search_root(char path[PATH_MAX], const char *folder);

/* What `name` in `root` is; its path is returned. `root_is_function`: then only
 * a subfolder with a manifest counts. */
enum folder_kind function_search_classify(char path[PATH_MAX], const char *root,
                                          const char *name,
                                          bool root_is_function);
/* Whether one folder is a function; with manifest_only, one that has a
 * manifest. */
bool function_search_is_function(const char *path, const char *name,
                                 bool manifest_only);

/* The path of the function with this name: in `root`, or `root` itself. */
bool function_search_locate(char path[PATH_MAX], const char *root,
                            const char *name);

#endif
