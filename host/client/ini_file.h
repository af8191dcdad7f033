/* ini_file.h - a file of sections with lines KEY = VALUE, as the AWS CLI has
 * them. */
#ifndef DAYFLY_HOST_CLIENT_INI_FILE_H
#define DAYFLY_HOST_CLIENT_INI_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"

enum { INI_FILE_MAX_BYTES = 1024 * 1024 };

/* Reads a file; one that is not there is empty. */
bool ini_file_load(struct buf *text, const char *path,
                   struct error *err) MUST_CHECK;
/* Calls `each` for each line of the section [name]. A line that begins with a
 * space belongs to the key above it and is left out. False: there is no such
 * section. */
bool ini_file_each(const struct buf *text, const char *name,
                   void (*each)(void *self, const char *key, const char *value),
                   void *self);

#endif
