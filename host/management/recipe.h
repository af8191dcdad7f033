/* recipe.h - how a configuration of the catalog is run: a function of the
 * host. */
#ifndef DAYFLY_HOST_MANAGEMENT_RECIPE_H
#define DAYFLY_HOST_MANAGEMENT_RECIPE_H

#include <jansson.h>

#include "common/error.h"

struct function;
struct management;

/* To be released. A mistake in the code's dayfly.json is in its config_error,
 * and so is that the code is lost.
 * NULL: err says why. */
struct function *recipe_make(struct management *m, const char *name,
                             const json_t *configuration, struct error *err);

#endif
