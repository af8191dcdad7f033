/* wal_file.h - brings a database's write-ahead log to the disk anew.
 *
 * After an error of the disk the kernel takes what it could not write for
 * written: a later synchronization succeeds and has not brought it there. What
 * is written once more is. The format of the file is SQLite's
 * (https://sqlite.org/fileformat2.html, "The Write-Ahead Log"). */
#ifndef DAYFLY_HOST_STORE_WAL_FILE_H
#define DAYFLY_HOST_STORE_WAL_FILE_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

/* All that the log of this database has, before it is opened: SQLite takes
 * then what is whole. Nobody has it open. True also if there is no log. False:
 * err says why. */
bool wal_file_settle(const char *database, struct error *err) MUST_CHECK;
/* The first `frames` frames of an open log that nobody writes or empties
 * meanwhile. False: err says why; if one of them is not as SQLite has written
 * it, *is_lost is true. */
bool wal_file_renew(int fd, int frames, bool *is_lost,
                    struct error *err) MUST_CHECK;

#endif
