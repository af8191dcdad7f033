/* release_restore.h - the aliases of a release's functions are moved back. */
#ifndef DAYFLY_HOST_REMOTE_RELEASE_RESTORE_H
#define DAYFLY_HOST_REMOTE_RELEASE_RESTORE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct api_target;

/* `release`: of release_list_read(). */
bool release_restore(const struct api_target *target, const char *alias,
                     const json_t *release, struct error *err) MUST_CHECK;

#endif
