/* sam_environment.h - the variables of a function, and the layers of the same
 * template, whose packages are put on the paths of the interpreters. */
#ifndef DAYFLY_HOST_SAM_SAM_ENVIRONMENT_H
#define DAYFLY_HOST_SAM_SAM_ENVIRONMENT_H

#include "host/cfn/cfn_property.h"
#include "host/sam/sam_template.h"

/* Sets `env` of the settings. A value that is not known here is left out, and a
 * note says so. */
bool sam_environment_read(struct cfn_values *v, struct sam_function *fn,
                          const struct cfn_properties *p,
                          struct error *err) MUST_CHECK;

/* Adds the variables of `Environment` to `env`: those of Globals, then its own.
 * The same of values that are not known. */
void sam_environment_put(struct cfn_values *v, json_t *env,
                         const struct cfn_properties *p);

#endif
