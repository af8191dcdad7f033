/* deploy_version.h - the version of a deployed function, and where its alias
 * points. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_VERSION_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_VERSION_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct deploy;
struct deployed;

/* Sets `version`: the last one if it is as $LATEST, else a new one. */
bool deploy_version_publish(struct deployed *one, struct deploy *d,
                            struct error *err) MUST_CHECK;
/* Sets `alias_has`. */
bool deploy_version_find_alias(struct deployed *one, const struct deploy *d,
                               struct error *err) MUST_CHECK;

#endif
