/* tree_copy.h - a folder and what is in it, once more. */
#ifndef DAYFLY_HOST_BACKUP_TREE_COPY_H
#define DAYFLY_HOST_BACKUP_TREE_COPY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

enum tree_copy {
    TREE_COPY_BYTES,
    TREE_COPY_LINKS, /* hard links where the file system allows them: of files
                      * that nobody changes */
};

/* `from` is a file or a folder. What `to` has already stays; what ends
 * meanwhile is left out, and so is what is no file, folder or symbolic link.
 * Adds to *files. */
bool tree_copy(const char *from, const char *to, enum tree_copy how,
               size_t *files, struct error *err) MUST_CHECK;

#endif
