/* file_digests.h - the hashes of a folder's files, to find out later which of
 * them have changed.
 *
 * Left out are folders whose names begin with a dot, capsules, everything that
 * is no regular file (a symbolic link to one counts as the file) and other file
 * systems. Files beyond the limits below are only counted. */
#ifndef DAYFLY_COMMON_FILE_DIGESTS_H
#define DAYFLY_COMMON_FILE_DIGESTS_H

#include <jansson.h>
#include <stddef.h>

enum {
    FILE_DIGESTS_FILES_MAX = 1000,
    FILE_DIGESTS_BYTES_MAX = 16 * 1024 * 1024,
    FILE_DIGESTS_DEPTH_MAX = 16,
    FILE_DIGESTS_ENTRIES_MAX =
        10000, /* entries beyond it are not even counted */
};

/* Returns a new object: path within the folder to SHA-256; *left_out is the
 * number of files without a hash. */
json_t *file_digests_of(const char *folder, size_t *left_out);

#endif
