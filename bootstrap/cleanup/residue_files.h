/* residue_files.h - files that a user's processes made since a moment, in the
 * folders that are everybody's. By their time of birth: where a file system
 * keeps none, nothing is found in it. */
#ifndef DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_FILES_H
#define DAYFLY_BOOTSTRAP_CLEANUP_RESIDUE_FILES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bootstrap/event/residue_list.h"

struct residue_files {
    uid_t uid;
    int64_t since_us; /* of the wall clock */
    int64_t until_us; /* of clock_mono_us: no longer than this */
    bool remove;
    struct residue_list *found; /* borrowed */
};

/* Looks into `folder`, and into the folders in it that are older and the user's
 * or everybody's; follows no link, enters no mount, and passes over the private
 * folders of bootstraps that live. */
void residue_files_find(const struct residue_files *search, const char *folder);

#endif
