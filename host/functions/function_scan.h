/* function_scan.h - finds the functions of the served folders: in the folders,
 * and in the SAM template of each. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_SCAN_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_SCAN_H

#include "host/functions/function_registry.h"

/* Adds every function folder directly in `folder`, and the functions of its
 * template. If `folder` itself is a function it is added. If it is one, or has
 * a template with functions, of its subfolders only those with a manifest that
 * are no code of the template count. A folder that is wrong does not keep the
 * others from being served: it is in `problems`. False: err says what is wrong
 * with `folder` itself, or which two functions have one name. */
bool function_scan(struct function_registry *registry, const char *folder,
                   struct error *err);

/* The function of this name as a scan would find it now; function_release() is
 * due. Costs a few stat() calls, no scan. NULL: there is none, or it cannot be
 * read. */
struct function *function_scan_read(struct function_registry *registry,
                                    const char *name, struct error *err);
/* The function's folder, or template, has it still. */
bool function_scan_has(const struct function_registry *registry,
                       const struct function *fn);
/* Calls `each` with the name of every function that a scan would find now. */
void function_scan_each_name(struct function_registry *registry,
                             void (*each)(void *self, const char *name),
                             void *self);
/* The name of the function that a template has under this logical id. NULL:
 * none has. */
const char *function_scan_name_of_id(const struct function_registry *registry,
                                     const char *id);

#endif
