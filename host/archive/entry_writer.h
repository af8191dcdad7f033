/* entry_writer.h - writes entries of a zip file below one folder, and never
 * through a link. */
#ifndef DAYFLY_HOST_ARCHIVE_ENTRY_WRITER_H
#define DAYFLY_HOST_ARCHIVE_ENTRY_WRITER_H

#include <stdint.h>

#include "common/error.h"
#include "host/archive/unpack.h"
#include "host/archive/zip_entry.h"

struct entry_writer {
    struct zip *zip; /* borrowed */
    int root;        /* borrowed: the folder */
    int64_t bytes;   /* of the files, up to now */
    struct error *err;
};

/* The result, with what is wrong in writer->err; an entry with a fault is
 * refused. */
enum unpack_result entry_writer_add(struct entry_writer *writer,
                                    const struct zip_entry *entry) MUST_CHECK;
/* After the last one: a link may lead out of the folder by way of others. */
enum unpack_result
entry_writer_check_link(struct entry_writer *writer,
                        const struct zip_entry *entry) MUST_CHECK;
/* Sets err to a sentence about the entry; UNPACK_REFUSED. */
enum unpack_result entry_writer_refuse(struct entry_writer *writer,
                                       const struct zip_entry *entry,
                                       const char *why);

#endif
