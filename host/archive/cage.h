/* cage.h - what a process may still do that reads a stranger's file: read this
 * file, and work below this folder. */
#ifndef DAYFLY_HOST_ARCHIVE_CAGE_H
#define DAYFLY_HOST_ARCHIVE_CAGE_H

/* For the rest of the process's life: bounds on processor time, memory and open
 * files; it ends with its parent; and by Landlock, where the kernel has it, no
 * file but these can be opened, made or removed. */
void cage_enter(const char *file, const char *folder);

#endif
