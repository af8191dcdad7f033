/* unpack.h - writes what a zip file has into a folder; for a process of its own
 * (archive_process.h), since the file is a stranger's. */
#ifndef DAYFLY_HOST_ARCHIVE_UNPACK_H
#define DAYFLY_HOST_ARCHIVE_UNPACK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"

enum { UNPACK_ENTRIES_MAX = 65536 };

/* The files together must be smaller, as on AWS. */
#define UNPACK_MAX_BYTES INT64_C(262144000)

enum unpack_result {
    UNPACK_DONE,
    UNPACK_NOT_A_ZIP, /* it cannot be read as one */
    UNPACK_EMPTY,     /* it has no entries */
    UNPACK_REFUSED,   /* what it has must not be written; err says what */
    UNPACK_TOO_LARGE, /* UNPACK_MAX_BYTES or more */
    UNPACK_FAILED,    /* of this machine: no space left, for example */
};

/* Writes files, folders and links that stay within the folder, which is empty.
 * The files are read-only, and executable if they are so in the zip file; there
 * is neither a set-uid bit nor another owner. *bytes: of the files. */
enum unpack_result unpack_zip(const char *zip, const char *folder,
                              int64_t *bytes, struct error *err) MUST_CHECK;

#endif
