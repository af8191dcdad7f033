/* unpack.h - writes what a zip file has into a folder; for a process of its own
 * (unpack_process.h), since the file is a stranger's. */
#ifndef DAYFLY_HOST_ARCHIVE_UNPACK_H
#define DAYFLY_HOST_ARCHIVE_UNPACK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

enum { UNPACK_ENTRIES_MAX = 65536, UNPACK_NAME_MAX = 255 };

/* Of the files together, as on AWS. */
#define UNPACK_MAX_BYTES INT64_C(262144000)

enum unpack_result {
    UNPACK_DONE,
    UNPACK_NOT_A_ZIP, /* it cannot be read as one */
    UNPACK_REFUSED,   /* what it has must not be written; err says what */
    UNPACK_TOO_LARGE, /* more than UNPACK_MAX_BYTES */
    UNPACK_FAILED,    /* of this machine: no space left, for example */
};

/* Writes files, folders and links that stay within the folder, which is empty;
 * nothing can be written by others, and what was executable is. *bytes: of the
 * files. */
enum unpack_result unpack_zip(const char *zip, const char *folder,
                              int64_t *bytes, struct error *err) MUST_CHECK;

#endif
