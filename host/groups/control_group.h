/* control_group.h - the files of control groups: version 2, or the trees of
 * version 1. Paths are absolute, of at most CONTROL_GROUP_PATH - 1 bytes. */
#ifndef DAYFLY_HOST_GROUPS_CONTROL_GROUP_H
#define DAYFLY_HOST_GROUPS_CONTROL_GROUP_H

#include <limits.h>
#include <stdbool.h>

#include "common/compiler.h"

/* Groups within and their files have short names. */
enum { CONTROL_GROUP_PATH = PATH_MAX - 128 };

/* Are they of version 2? */
bool control_group_unified(void);
/* The group of this process; controller: of version 1, "" is version 2. False:
 * there is none. */
bool control_group_own(const char *controller,
                       char path[CONTROL_GROUP_PATH]) MUST_CHECK;
/* In version 2: is it the topmost one, which has no group beside it? */
bool control_group_is_top(const char *path);
/* Is its own name that? */
bool control_group_is_named(const char *path, const char *name);
/* path becomes the group around it, which it has unless it is the topmost one.
 */
void control_group_around(char path[CONTROL_GROUP_PATH]);
/* path becomes the group of this name within it. False: it is too long. */
bool control_group_within(char path[CONTROL_GROUP_PATH],
                          const char *name) MUST_CHECK;
/* Makes it, unless it is there. False with errno set. */
bool control_group_make(const char *path) MUST_CHECK;
/* Writes into a file of the group. False with errno set. */
bool control_group_write(const char *path, const char *file, const char *text);
bool control_group_write_number(const char *path, const char *file,
                                long long number);
/* Version 2: the groups within may have limits, which no group can whose own
 * processes are not in one within (EBUSY). False with errno set. */
bool control_group_allow(const char *path);
/* Moves the processes of one group, not of those within, into another one until
 * there are none and limits are allowed within. */
bool control_group_empty(const char *path, const char *to) MUST_CHECK;
/* With the groups in it. Those that have processes stay. */
void control_group_remove(const char *path);

#endif
