/* function_search.h - which folders in a served one are functions. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_SEARCH_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_SEARCH_H

#include <limits.h>
#include <stdbool.h>

enum folder_kind {
    FOLDER_NONE,      /* no folder, or one that nobody asks about */
    FOLDER_EMPTY,     /* a folder without a function */
    FOLDER_GENERATED, /* its name says that it is made from others */
    FOLDER_FUNCTION,  /* under its name */
};

/* The absolute path of a folder to be served. A link is kept, for it may lead
 * elsewhere tomorrow; where the path goes up (..) it is that of the folder it
 * leads to. False: errno says why. */
bool function_search_root(char path[PATH_MAX], const char *folder);

/* `name` in `root`, which is a function itself or not; path is where. */
enum folder_kind function_search_classify(char path[PATH_MAX], const char *root,
                                          const char *name, bool itself);
/* The same of one folder; only one with a manifest counts, or any. */
bool function_search_is_function(const char *path, const char *name,
                                 bool manifest_only);

/* Where `root` has a function of this name, or is it. */
bool function_search_locate(char path[PATH_MAX], const char *root,
                            const char *name);

#endif
