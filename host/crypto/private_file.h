/* private_file.h - files with secrets: those that other users can open are
 * refused, and new ones are made for the owner alone. */
#ifndef DAYFLY_HOST_CRYPTO_PRIVATE_FILE_H
#define DAYFLY_HOST_CRYPTO_PRIVATE_FILE_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "common/error.h"

/* Appends what it has, which is text. *exists: there is such a file; if not, it
 * returns true. False: err says what is wrong. */
bool private_file_read(struct buf *text, const char *path, bool *exists,
                       struct error *err) MUST_CHECK;
/* Replaces the file in one step; it is on the disk then. */
bool private_file_write(const struct buf *text, const char *path,
                        struct error *err) MUST_CHECK;

#endif
