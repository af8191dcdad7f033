/* sam_entry.h - the module of a handler as it is before a build: a handler
 * names the output of esbuild, whose input may lie elsewhere. */
#ifndef DAYFLY_HOST_SAM_SAM_ENTRY_H
#define DAYFLY_HOST_SAM_SAM_ENTRY_H

#include "host/cfn/cfn_values.h"

enum { SAM_HANDLER_SIZE = 512 };

/* "dir/module.function" names a file of JavaScript, TypeScript or Python in the
 * folder. */
bool sam_entry_is_module(const char *folder, const char *handler);
/* If it names none, and `metadata` has an entry point of esbuild with this
 * name, the handler becomes that of the entry point. */
void sam_entry_find(struct cfn_values *v, const char *folder,
                    const struct yaml_node *metadata,
                    char handler[SAM_HANDLER_SIZE]);

#endif
