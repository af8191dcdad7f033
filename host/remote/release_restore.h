/* release_restore.h - the aliases of a release's functions are moved back. */
#ifndef DAYFLY_HOST_REMOTE_RELEASE_RESTORE_H
#define DAYFLY_HOST_REMOTE_RELEASE_RESTORE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct api_target;
struct buf;

/* Takes functions that are no longer there out of the release; their names are
 * added to `absent`, "a, b". */
bool release_drop_absent(const struct api_target *target, json_t *release,
                         struct buf *absent, struct error *err) MUST_CHECK;
/* `release`: of release_list_read(). *said: sentences on what else has changed
 * on a host, to be released; or NULL. */
bool release_restore(const struct api_target *target, const char *alias,
                     const json_t *release, json_t **said,
                     struct error *err) MUST_CHECK;

#endif
