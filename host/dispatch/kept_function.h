/* kept_function.h - a function as it is run from a copy of its folder. */
#ifndef DAYFLY_HOST_DISPATCH_KEPT_FUNCTION_H
#define DAYFLY_HOST_DISPATCH_KEPT_FUNCTION_H

#include "host/functions/function.h"

/* What it runs is in its folder, so that a copy of that is enough. */
bool kept_function_can_be(const struct function *fn);
/* Only what is run is in the copy: to its callers it has its own folder. NULL:
 * out of memory. */
struct function *kept_function_new(const struct function *fn, const char *copy);

#endif
