/* function_search.h - which folders in a served one are functions. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_SEARCH_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_SEARCH_H

#include <limits.h>
#include <stdbool.h>

enum place {
    PLACE_NONE,     /* no folder, or one that nobody asks about */
    PLACE_EMPTY,    /* a folder without a function */
    PLACE_MADE,     /* its name says that it is made from others */
    PLACE_FUNCTION, /* under its name */
};

/* The absolute path of a folder to be served. A link is kept, for it may lead
 * elsewhere tomorrow; where the path goes up (..) it is that of the folder it
 * leads to. False: errno says why. */
bool place_root(char path[PATH_MAX], const char *folder);

/* `name` in `root`, which is a function itself or not; path is where. */
enum place place_judge(char path[PATH_MAX], const char *root, const char *name,
                       bool itself);
/* The same of one folder; only one with a manifest counts, or any. */
bool place_is_function(const char *path, const char *name, bool manifest_only);

/* Where `root` has a function of this name, or is it. */
bool place_seek(char path[PATH_MAX], const char *root, const char *name);

#endif
