/* manifest.h - what dayfly.json means to this process's environment. */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_MANIFEST_H
#define DAYFLY_BOOTSTRAP_CONFIG_MANIFEST_H

#include <stdbool.h>

#include "common/error.h"
#include "common/function/manifest_file.h"

/* Sets the variables of `env`, except those that are set already: the
 * environment overrides the file. */
bool manifest_export(const struct manifest_file *file,
                     struct error *err) MUST_CHECK;
/* Sets err to the place of the key and what its value must be. Returns
 * false. */
bool manifest_invalid(const struct manifest_file *file, const char *key,
                      const char *expected, struct error *err);

#endif
