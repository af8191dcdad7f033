/* layer_mount.h - the layers of a function at /opt, as on AWS: seen by its
 * processes alone, in a mount namespace of their own, over what the machine has
 * there. */
#ifndef DAYFLY_HOST_MOUNTS_LAYER_MOUNT_H
#define DAYFLY_HOST_MOUNTS_LAYER_MOUNT_H

#include <stdbool.h>

#include "common/error.h"

/* Gives the calling process a mount namespace of its own, in which it may mount
 * until it runs another program: of root's, or in a user namespace where it is
 * who it was. False: err says why not. */
bool layer_mount_namespace(struct error *err) MUST_CHECK;
/* For the calling process, in such a namespace: FOLDER:FOLDER, of which the
 * first wins. False: err says why not. */
bool layer_mount(const char *folders, struct error *err) MUST_CHECK;

#endif
