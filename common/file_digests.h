/* file_digests.h - what the files of a folder are, so that it can be said later
 * which of them have changed.
 *
 * Left out: folders whose names begin with a dot, capsules, and all but files
 * (a link to a file is what it leads to), and other file systems. The first
 * files found are looked at, up to the bounds below; those beyond are counted.
 */
#ifndef DAYFLY_COMMON_FILE_DIGESTS_H
#define DAYFLY_COMMON_FILE_DIGESTS_H

#include <jansson.h>
#include <stddef.h>

enum {
    FILE_DIGESTS_FILES_MAX = 1000,
    FILE_DIGESTS_BYTES_MAX = 16 * 1024 * 1024,
    FILE_DIGESTS_DEPTH_MAX = 16,
    FILE_DIGESTS_ENTRIES_MAX = 10000, /* what is beyond is not even counted */
};

/* An object: path within the folder to SHA-256. The caller's to decref. */
json_t *file_digests_of(const char *folder, size_t *left_out);

#endif
