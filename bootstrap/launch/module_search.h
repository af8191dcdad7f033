/* module_search.h - the file of a module that a handler names, as interpreters
 * themselves search for modules: in the function's folder, then in its packages
 * and those of layers. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_MODULE_SEARCH_H
#define DAYFLY_BOOTSTRAP_LAUNCH_MODULE_SEARCH_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/launch/handler.h"

/* The n-th extension of modules, in the order in which files are searched for,
 * of those that `named` or one of its language runs; NULL: all. NULL: there are
 * fewer. */
const char *module_extension(size_t n, const struct engine *named);
/* The dot of a handler's name that separates the module from the function. */
const char *module_separator(const char *name, bool dotted_packages);
/* "dir/module.a.b" → dir/module.EXT or a file of the folder dir/module, and
 * function a.b; with dotted packages "package.module.function" →
 * package/module.EXT, and function. Sets file and export of `h`, whose root
 * must be known. If there are several, it is one that `named` can run; NULL: no
 * interpreter is given. False: there is no such file. */
bool module_search(struct handler *h, const char *name,
                   const struct engine *named);

#endif
