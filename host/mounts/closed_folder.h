/* closed_folder.h - what a function that has the host's user cannot get at: the
 * host's folder of data, memory and, by signals, its processes. */
#ifndef DAYFLY_HOST_MOUNTS_CLOSED_FOLDER_H
#define DAYFLY_HOST_MOUNTS_CLOSED_FOLDER_H

#include <stdbool.h>

#include "common/error.h"

/* For the calling process and those that it starts. `folder`, absolute and
 * without links, has nothing any more but the calling process's own folder and
 * `shown` (FOLDER:FOLDER; "": none), as far as they are below it. It needs what
 * layer_mount_namespace gave, whose user namespace also closes the memory of
 * processes outside. False: err says why it is open; nothing may be half done,
 * since the process goes on. */
bool closed_folder_close(const char *folder, const char *shown,
                         struct error *err) MUST_CHECK;

/* The calling process and those that it starts can send signals only to each
 * other, and gain no rights by programs that they run. False: this kernel
 * cannot (Landlock's version 6: Linux 6.12). */
bool closed_folder_scope_signals(void);

#endif
