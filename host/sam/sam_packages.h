/* sam_packages.h - where the packages of a function are besides its folder: in
 * its layers and in what `sam build` has made. */
#ifndef DAYFLY_HOST_SAM_SAM_PACKAGES_H
#define DAYFLY_HOST_SAM_SAM_PACKAGES_H

#include "host/cfn/cfn_property.h"
#include "host/sam/sam_template.h"

/* Adds PYTHONPATH and NODE_PATH to `env`, and sets the function's layers. A
 * layer that is not a folder of this template is a note. */
bool sam_packages_add(struct cfn_values *v, struct sam_function *fn,
                      const struct cfn_properties *p, json_t *env,
                      struct error *err) MUST_CHECK;
/* PATH below the folder of the template; an absolute path stays. False: it
 * would be too long. */
bool sam_path(const struct cfn_values *v, const char *path,
              char to[PATH_MAX]) MUST_CHECK;
bool sam_is_folder(const char *path);

#endif
