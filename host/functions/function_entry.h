/* function_entry.h - the program that runs a function, and its handler. For
 * function.c alone. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_ENTRY_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_ENTRY_H

#include <stdbool.h>

#include "common/error.h"
#include "host/functions/function.h"

/* Sets bootstrap, own_bootstrap, handler and is_module from the manifest and
 * the folder; that there is nothing to run is a config_error. False: out of
 * memory.
 */
bool function_entry_set(struct function *fn,
                        const struct function_origin *origin,
                        struct error *err) MUST_CHECK;
/* To be freed with mem_free. NULL: err is set. */
char *function_text_copy(const char *text, struct error *err);

#endif
