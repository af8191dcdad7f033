/* layer_mount.h - the layers of a function at /opt, as on AWS: seen by its
 * processes alone, in a mount namespace of their own, over what the machine has
 * there. */
#ifndef DAYFLY_HOST_RUNTIME_LAYER_MOUNT_H
#define DAYFLY_HOST_RUNTIME_LAYER_MOUNT_H

/* The host's own program with these words mounts the folders FOLDER:FOLDER, of
 * which the first wins, and becomes PROGRAM. If it may not, it says so on
 * stderr, and becomes it all the same: the layers are in PATH and others, too
 * (layer_paths.h). */
#define LAYER_MOUNT "--layers" /* FOLDER:FOLDER PROGRAM */

/* words[0] is LAYER_MOUNT. Returns only if the program cannot be run: the exit
 * status. */
int layer_mount_command(char *const words[]);

#endif
