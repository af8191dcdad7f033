/* function_folder.h - what a folder has that makes it a function. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_FOLDER_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

/* The program in a folder that is run instead of dayfly's. */
#define BOOTSTRAP_FILE "bootstrap"

/* `name` may be a path within the folder. */
bool function_folder_has_file(const char *folder, const char *name);
bool function_folder_has_program(const char *folder, const char *name);
/* Whatever stands under the manifest's name. */
bool function_folder_has_manifest(const char *folder);
bool function_folder_is_function(const char *folder);

/* _HANDLER where nobody has named one. "": to be left unset. */
const char *function_folder_handler(const char *folder);

/* Two that differ mean: something in the folder, or beside the handler, was
 * changed in between. */
int64_t folder_checksum(const char *folder, const char *handler);

/* What tells, at the price of three stats, whether a folder is still what was
 * read: itself, its manifest, and its own bootstrap. */
struct folder_fingerprint {
    struct file_mark {
        uint64_t device;
        uint64_t inode;
        int64_t size;
        int64_t changed_us;
        uint64_t mode; /* 0: there is nothing */
    } folder, manifest, program;
    /* Made within the tick of the clock by which files are stamped (or of
     * something from the future): a change may not show in the next. */
    bool is_recent;
    bool program_is_recent; /* the same, of the program alone */
};

void folder_fingerprint_read(struct folder_fingerprint *fingerprint,
                             const char *folder);
/* Nothing has changed in between. */
bool folder_fingerprint_is_same(const struct folder_fingerprint *a,
                                const struct folder_fingerprint *b);
/* The folder is the same one, and so is the bootstrap in it; what else is in
 * it may have changed. */
bool folder_fingerprint_is_same_place(const struct folder_fingerprint *a,
                                      const struct folder_fingerprint *b);

#endif
