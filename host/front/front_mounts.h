/* front_mounts.h - the key `static` of dayfly.json. */
#ifndef DAYFLY_HOST_FRONT_FRONT_MOUNTS_H
#define DAYFLY_HOST_FRONT_FRONT_MOUNTS_H

#include "host/front/front.h"

/* Fills the mounts of an empty front, the longest prefix first. As
 * front_read(), but what is there stays the front's. */
bool front_mounts_read(struct front *f, const struct manifest_file *file,
                       const char *folder, struct error *err) MUST_CHECK;
void front_mounts_free(struct front *f);

#endif
