/* deploy_release.h - the aliases of all functions of a release are moved. */
#ifndef DAYFLY_HOST_DEPLOY_DEPLOY_RELEASE_H
#define DAYFLY_HOST_DEPLOY_DEPLOY_RELEASE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct deploy;

/* `functions`: names to versions that the alias d->alias is to have. On a host
 * all are moved at once, and the release is stored; on AWS one after the other.
 */
bool deploy_release_make(const struct deploy *d, const json_t *functions,
                         struct error *err) MUST_CHECK;

#endif
