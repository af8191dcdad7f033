/* residue_files.h - finds files that a user created since a given time in
 * world-writable folders. It compares creation times (statx btime); on a file
 * system without them it finds nothing. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_FILES_H
#define DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_FILES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/event/residue_list.h"

struct residue_files {
    uid_t uid;
    int64_t since_us; /* wall clock */
    int64_t until_us; /* clock_mono_us: stop then */
    bool remove;
    struct residue_list *found; /* borrowed */
};

/* Searches `folder` and its older subfolders that belong to the user or are
 * world-writable. Follows no link, enters no mount, skips the private folders
 * of running bootstraps. */
void residue_files_find(const struct residue_files *search, const char *folder);

#endif
