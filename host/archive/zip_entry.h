/* zip_entry.h - one entry of a zip file that a stranger has made. */
#ifndef DAYFLY_HOST_ARCHIVE_ZIP_ENTRY_H
#define DAYFLY_HOST_ARCHIVE_ZIP_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/compiler.h"
#include "host/archive/entry_name.h"

struct zip;
struct zip_file;

enum zip_entry_kind {
    ZIP_ENTRY_FILE,
    ZIP_ENTRY_FOLDER,
    ZIP_ENTRY_ROOT, /* "./", the folder itself */
    ZIP_ENTRY_LINK,
    ZIP_ENTRY_OTHER, /* a device, for example */
};

struct zip_entry {
    uint64_t at;
    uint64_t size; /* that the zip file tells; it may lie */
    enum zip_entry_kind kind;
    bool is_executable;
    const char *fault; /* why it must not be written; NULL: it may be */
    /* Without "./" before it, as bsdtar writes it, and a slash at its end. */
    char name[ENTRY_NAME_MAX + 2];
};

/* Reads the one at this place. Anything may be in its name: bytes that are not
 * UTF-8, for example; libzip makes a space of a NUL. */
void zip_entry_read(struct zip_entry *entry, struct zip *zip, uint64_t at);

#endif
