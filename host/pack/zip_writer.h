/* zip_writer.h - a zip file of a tree of files: the same bytes whenever and
 * wherever it is made of the same files. */
#ifndef DAYFLY_HOST_PACK_ZIP_WRITER_H
#define DAYFLY_HOST_PACK_ZIP_WRITER_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct folder_tree;

/* Writes into the open file `fd`: no times, and of the modes only whether it
 * may be executed (755, else 644); links stay links. */
bool zip_write(int fd, const struct folder_tree *tree,
               struct error *err) MUST_CHECK;

#endif
